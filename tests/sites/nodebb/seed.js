'use strict';
// Fills a fresh NodeBB through its own modules; run in its folder before the server starts. Prints the topics' paths as JSON.
const path = require('path');
const util = require('util');
const nconf = require('nconf');

const base = process.cwd();
const own = (name) => require(path.join(base, 'src', name));
nconf.argv().env().file({ file: path.join(base, 'config.json') });
nconf.defaults({
  base_dir: base, themes_path: path.join(base, 'node_modules'), views_dir: path.join(base, 'public/templates'),
  upload_url: '/uploads/', upload_path: '/public/uploads', relative_path: '', isPrimary: 'true', isCluster: 'false',
  sessionKey: 'express.sid',
  bcrypt_rounds: 4, // or each sign-in costs a busy machine seconds
});
nconf.set('base_url', nconf.get('url'));
nconf.set('core_templates_path', path.join(base, 'src/views'));
nconf.set('base_templates_path', path.join(base, 'node_modules/nodebb-theme-persona/templates'));

const SETTINGS = {
  postDelay: 0, initialPostDelay: 0, newbiePostDelay: 0, newbiePostDelayThreshold: 0, chatMessageDelay: 0,
  loginAttempts: 50, allowGuestSearching: 1, title: 'Loopback NodeBB',
  eventLoopCheckEnabled: 0, // or pages are answered with 503 while the machine is busy
};
const TOPICS = [
  ['bob', 'Hello from bob'], ['bob', 'Trail running photos'], ['carol', 'Sourdough bread tips'],
  ['carol', 'Best lenses for street photography'], ['alice', 'Introducing alice'],
];
const call = (object, method, ...given) => util.promisify(object[method]).apply(object, given);

async function seed() {
  await call(own('database'), 'init');
  const meta = own('meta');
  await call(meta.configs, 'init');
  for (const key of Object.keys(SETTINGS)) { await call(meta.configs, 'set', key, SETTINGS[key]); }
  // Settings come back to this very process over Redis, in their own time; until then two posts in a row are refused.
  while (Object.keys(SETTINGS).some((key) => String(meta.config[key]) !== String(SETTINGS[key]))) { await call(global, 'setImmediate'); }
  const user = own('user');
  const topics = own('topics');
  await call(own('plugins'), 'reload'); // or mentions and the search index would never hear of these posts
  const uids = {};
  for (const name of ['alice', 'bob', 'carol']) {
    uids[name] = await call(user, 'create', { username: name, password: 'Passw0rd-' + name, email: name + '@example.test' });
  }
  const found = (index, content) => call(own('plugins'), 'fireHook', 'filter:search.query', { index, content });
  const paths = {};
  for (const [author, title] of TOPICS) {
    const made = await call(topics, 'post', {
      uid: uids[author], cid: 2, title, content: `First words of ${title}, written by ${author} #seed`, tags: ['seed'],
    });
    paths[title] = '/topic/' + made.topicData.slug;
    // The search plugin indexes in its own time; this process must live that long.
    for (const index of ['topic', 'post']) { while (!(await found(index, title)).length) { await call(global, 'setImmediate'); } }
  }
  console.log('SEEDED ' + JSON.stringify(paths));
}

seed().then(() => process.exit(0), (problem) => { console.error(problem); process.exit(1); });
