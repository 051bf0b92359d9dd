import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { accessToken } from './iam.mjs';

const apiKey = 'node-test-key';
let fake;
let iam;

before(async () => {
  fake = spawn('ibm-iam-fake', ['--quiet', '--key-protect', '--api-key', apiKey]);
  const [line] = await once(createInterface(fake.stdout), 'line');
  iam = line.replace('ibm-iam-fake listening on ', '');
});

after(() => fake.kill());

const configure = (sections) =>
  fetch(`${iam}/__fake/config`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(sections) });
const keys = (token) => fetch(`${iam}/api/v2/keys`, { headers: { authorization: `Bearer ${token}`, 'bluemix-instance': 'demo' } });

test('a token lists the keys', async () => {
  assert.equal((await keys(await accessToken(apiKey, iam))).status, 200);
});

test('a token ends after an hour', async () => {
  const token = await accessToken(apiKey, iam);
  await configure({ advance: 3600 });
  assert.equal((await keys(token)).status, 400);
});

test('a 429 is waited for', async () => {
  await fetch(`${iam}/__fake/requests`, { method: 'DELETE' });
  await configure({ faults: [{ kind: 'rate-limit', retryAfter: 0, next: 2 }] });
  await accessToken(apiKey, iam);
  const { requests } = await (await fetch(`${iam}/__fake/requests`)).json();
  assert.deepEqual(requests.map((request) => request.status), [429, 429, 200]);
});

test('a wrong key is an error with IAM\'s code', async () => {
  await assert.rejects(accessToken('some-other-key', iam), /BXNIM0415E/);
});
