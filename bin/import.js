'use strict';

/**
 * In a file of its own, since runtimes that are refused cannot read the word.
 *
 * @param {string} part
 * @returns {Promise<unknown>}
 */
module.exports = (part) => import(part);
