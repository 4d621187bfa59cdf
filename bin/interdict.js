#!/usr/bin/env node
const { main } = require('../dist/parts/start.cjs');
main(process.argv, process).then((status) => (process.exitCode = status));
