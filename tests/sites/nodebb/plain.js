'use strict';
// Loaded before NodeBB: answers go out as they are. Its compression of 2016 ends the whole server under Node 8 when a
// browser leaves while an answer is being written ("zlib binding closed").
const Module = require('module');
const load = Module._load;
const leaveAsItIs = () => (request, response, next) => next();
Module._load = (name, ...rest) => (name === 'compression' ? leaveAsItIs : load(name, ...rest));
