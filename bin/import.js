'use strict';

/** In a file of its own, since runtimes that are refused cannot read the word. */
module.exports = (part) => import(part);
