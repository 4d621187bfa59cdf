#!/usr/bin/env node
const { main, standardIo } = require('../dist/parts/start.cjs');
main(process.argv, standardIo()).then((status) => (process.exitCode = status));
