'use strict';
// Loaded before NodeBB, in place of what would harm it here.
const Module = require('module');
const load = Module._load;
const instead = {
  // Answers go out as they are: its compression of 2016 ends the whole server under Node 8 when a browser leaves while an
  // answer is being written ("zlib binding closed").
  compression: () => (request, response, next) => next(),
  // Its set-up builds for plugins that we take out right after it; what browsers load is built then.
  './build': process.argv.some((word) => word.startsWith('--setup')) && { build: (targets, done) => done() },
};
Module._load = (name, ...rest) => instead[name] || load(name, ...rest);
