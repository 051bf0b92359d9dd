// IBM's own clients, unmodified, against the fake: node run.mjs COMMAND [ARGUMENT…] starts the fake by that command.
// Without a command it runs the program from source. Ends with 1 when anything fails.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import core from 'ibm-cloud-sdk-core';
import IamIdentityV1 from '@ibm-cloud/platform-services/iam-identity/v1.js';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const KeyProtectV2 = createRequire(path.join(here, 'key-protect', 'package.json'))('@ibm-cloud/ibm-key-protect/ibm-key-protect-api/v2');
const folder = mkdtempSync(path.join(tmpdir(), 'iam-clients-'));
const [command = 'dotnet', ...given] = process.argv.slice(2);
const own = given.length > 0 || process.argv.length > 2 ? given : ['run', '--project', path.join(here, '../../src/IbmIam.Testing.Server'), '--'];
const key = 'key.of.the.official.clients';
const options = ['--api-key', key, '--cr-token', 'cr.token.of.the.clients', '--profile', 'Profile-clients=clients', '--key-protect', '--quiet'];

const fake = spawn(command, [...own, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
const url = await new Promise((resolve, reject) => {
  const late = setTimeout(() => reject(new Error('the fake did not start within 120 s')), 120_000);
  fake.stdout.on('data', (data) => {
    const found = /listening on (\S+)/.exec(data);
    if (found) { clearTimeout(late); resolve(found[1]); }
  });
  fake.on('exit', (code) => reject(new Error(`the fake ended with ${code}`)));
});

const admin = async (body) => {
  const answer = await fetch(`${url}/__fake/config`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.text());
};
const tokenRequests = async () => (await (await fetch(`${url}/__fake/requests`)).json()).requests.filter((request) => request.path === '/identity/token');
const token = (authenticator) => authenticator.tokenManager.getToken();
const platform = () => new IamIdentityV1({ serviceUrl: url, authenticator: new core.IamAuthenticator({ apikey: key, url }) });
const account = async () => decodeJwt(await token(new core.IamAuthenticator({ apikey: key, url }))).account.bss;
const refused = async (work, text) => {
  const error = await work().then(() => assert.fail('it was not refused'), (problem) => problem);
  assert.match(JSON.stringify([error.message, error.body, error.result]), text);
  return error;
};

const tests = {
  'IamAuthenticator gets one token for many callers and renews it': async () => {
    const before = (await tokenRequests()).length;
    const authenticator = new core.IamAuthenticator({ apikey: key, url });
    const tokens = await Promise.all(Array.from({ length: 10 }, () => token(authenticator)));
    assert.equal(new Set(tokens).size, 1);
    assert.equal((await tokenRequests()).length, before + 1);
    assert.match((await tokenRequests()).at(-1).userAgent, /^ibm-node-sdk-core\/iam-authenticator/);
  },
  'IamAuthenticator with a client id': async () => {
    assert.equal(decodeJwt(await token(new core.IamAuthenticator({ apikey: key, url, clientId: 'bx', clientSecret: 'bx', scope: 'ibm openid' }))).client_id, 'bx');
  },
  'a refresh follows a short lifetime': async () => {
    await admin({ serviceIds: [{ name: 'short', apiKey: 'short.key', tokenLifetime: 5 }] });
    const authenticator = new core.IamAuthenticator({ apikey: 'short.key', url });
    assert.notEqual(await token(authenticator), await token(authenticator));
  },
  'a bad key is told with IAM\'s code': async () => {
    const error = await refused(() => token(new core.IamAuthenticator({ apikey: 'no.such.key', url })), /API key could not be found/);
    assert.equal(error.status, 400);
    assert.match(JSON.stringify(error.body ?? error.result), /BXNIM0415E/);
  },
  'ContainerAuthenticator': async () => {
    const file = path.join(folder, 'cr-token');
    writeFileSync(file, 'cr.token.of.the.clients', { mode: 0o600 });
    for (const profile of [{ iamProfileName: 'clients' }, { iamProfileId: 'Profile-clients' }]) {
      const claims = decodeJwt(await token(new core.ContainerAuthenticator({ crTokenFilename: file, url, ...profile })));
      assert.equal(claims.iam_id, 'iam-Profile-clients');
    }
  },
  'VpcInstanceAuthenticator, both versions': async () => {
    for (const serviceVersion of ['2022-03-01', '2025-08-26']) {
      const claims = decodeJwt(await token(new core.VpcInstanceAuthenticator({ url, serviceVersion, iamProfileId: 'Profile-clients' })));
      assert.equal(claims.iam_id, 'iam-Profile-clients', serviceVersion);
    }
  },
  'IamAssumeAuthenticator by id, CRN and name': async () => {
    const iamAccountId = await account();
    const crn = `crn:v1:bluemix:public:iam-identity::a/${iamAccountId}::profile:Profile-clients`;
    for (const profile of [{ iamProfileId: 'Profile-clients' }, { iamProfileCrn: crn }, { iamProfileName: 'clients', iamAccountId }]) {
      const claims = decodeJwt(await token(new core.IamAssumeAuthenticator({ apikey: key, url, ...profile })));
      assert.equal(claims.iam_id, 'iam-Profile-clients');
    }
  },
  'platform-services: a service ID and its key from creation to deletion': async () => {
    const service = platform();
    const accountId = await account();
    const { result: id } = await service.createServiceId({ accountId, name: 'made by the SDK' });
    const { result: made } = await service.createApiKey({ name: 'k', iamId: id.iam_id, accountId });
    const exchange = () => token(new core.IamAuthenticator({ apikey: made.apikey, url }));
    assert.equal(decodeJwt(await exchange()).iam_id, id.iam_id);
    assert.equal((await service.getApiKeysDetails({ iamApiKey: made.apikey })).result.id, made.id);
    await service.disableApiKey({ id: made.id });
    await refused(exchange, /BXNIM0462E/);
    await service.enableApiKey({ id: made.id });
    await exchange();
    const { result: read } = await service.getApiKey({ id: made.id });
    assert.equal((await service.updateApiKey({ id: made.id, ifMatch: read.entity_tag, name: 'renamed' })).result.name, 'renamed');
    await service.lockApiKey({ id: made.id });
    await service.unlockApiKey({ id: made.id });
    assert.ok((await service.listApiKeys({ accountId, iamId: id.iam_id })).result.apikeys.length === 1);
    await service.deleteApiKey({ id: made.id });
    await refused(exchange, /BXNIM0415E/);
    const seen = [];
    for (let pagetoken; seen.length === 0 || pagetoken;) {
      const { result: page } = await service.listServiceIds({ accountId, pagesize: 1, pagetoken });
      assert.equal(page.serviceids.length, 1);
      seen.push(page.serviceids[0].id);
      pagetoken = page.next && new URL(page.next).searchParams.get('pagetoken');
    }
    assert.ok(seen.includes(id.id) && new Set(seen).size === seen.length && seen.length > 1);
    await service.deleteServiceId({ id: id.id });
  },
  'platform-services: a profile, a link and a token of it': async () => {
    const service = platform();
    const { result: profile } = await service.createProfile({ name: 'linked', accountId: await account() });
    await service.createLink({ profileId: profile.id, crType: 'IKS_SA', link: { name: 'compute-resource-1', namespace: 'default', crn: 'crn:v1:x' } });
    const file = path.join(folder, 'cr-token');
    assert.equal(decodeJwt(await token(new core.ContainerAuthenticator({ crTokenFilename: file, url, iamProfileId: profile.id }))).iam_id, profile.iam_id);
    assert.equal((await service.listLinks({ profileId: profile.id })).result.links.length, 1);
    const { result: settings } = await service.getAccountSettings({ accountId: await account() });
    assert.equal(settings.system_access_token_expiration_in_seconds, '3600');
  },
  'platform-services: a profile is assumed by the identities it names alone': async () => {
    const service = platform();
    const { result: profile } = await service.createProfile({ name: 'assumed', accountId: await account() });
    const assume = () => token(new core.IamAssumeAuthenticator({ apikey: key, url, iamProfileId: profile.id }));
    await refused(assume, /BXNIM0398E/);
    const me = decodeJwt(await token(new core.IamAuthenticator({ apikey: key, url }))).sub;
    await service.setProfileIdentity({ profileId: profile.id, identityType: 'serviceid', identifier: me, type: 'serviceid' });
    assert.equal(decodeJwt(await assume()).iam_id, profile.iam_id);
    const { result: named } = await service.getProfileIdentities({ profileId: profile.id });
    await service.setProfileIdentities({ profileId: profile.id, ifMatch: named.entity_tag, identities: [] });
    await refused(assume, /BXNIM0398E/);
  },
  'platform-services: a profile whose claim rule fits a compute resource, and a locked service ID': async () => {
    const service = platform();
    const accountId = await account();
    await admin({ computeResources: [{ name: 'pod', token: 'cr.token.of.the.pod', claims: { namespace: 'builds' } }] });
    const { result: profile } = await service.createProfile({ name: 'ruled', accountId });
    const condition = (value) => ({ claim: 'namespace', operator: 'EQUALS', value: JSON.stringify(value) });
    const rule = { profileId: profile.id, type: 'Profile-CR', crType: 'IKS_SA' };
    const { result: made } = await service.createClaimRule({ ...rule, conditions: [condition('other')] });
    const file = path.join(folder, 'pod-token');
    writeFileSync(file, 'cr.token.of.the.pod', { mode: 0o600 });
    const exchange = () => token(new core.ContainerAuthenticator({ crTokenFilename: file, url, iamProfileId: profile.id }));
    await refused(exchange, /BXNIM0398E/);
    await service.updateClaimRule({ ...rule, ruleId: made.id, ifMatch: made.entity_tag, conditions: [condition('builds')] });
    assert.equal(decodeJwt(await exchange()).iam_id, profile.iam_id);
    assert.equal((await service.listClaimRules({ profileId: profile.id })).result.rules[0].conditions[0].value, '"builds"');
    await service.deleteClaimRule({ profileId: profile.id, ruleId: made.id });
    await refused(exchange, /BXNIM0398E/);
    const { result: id } = await service.createServiceId({ accountId, name: 'locked' });
    assert.equal((await service.lockServiceId({ id: id.id })).status, 204);
    assert.equal((await service.getServiceId({ id: id.id })).result.locked, true);
    await refused(() => service.deleteServiceId({ id: id.id }), /locked|not authorized/);
    await service.unlockServiceId({ id: id.id });
    await service.deleteServiceId({ id: id.id });
  },
  'Key Protect lists keys with a good token alone': async () => {
    const own = createRequire(path.join(here, 'key-protect', 'package.json'))('ibm-cloud-sdk-core');
    const client = (authenticator) => new KeyProtectV2({ authenticator, serviceUrl: url });
    const good = await client(new own.IamAuthenticator({ apikey: key, url })).getKeys({ bluemixInstance: '00000000-0000-4000-8000-00000000fa4e' });
    assert.equal(good.result.resources.length, 3);
    const bad = new own.BearerTokenAuthenticator({ bearerToken: 'nonsense' });
    const error = await refused(() => client(bad).getKeys({ bluemixInstance: '00000000-0000-4000-8000-00000000fa4e' }), /BEARER_SUB_EXTRACTION_ERR|subject from the bearer token/);
    assert.equal(error.status, 400);
  },
  'jose verifies a token through the published keys': async () => {
    const keys = createRemoteJWKSet(new URL(`${url}/identity/keys`));
    const jwt = await token(new core.IamAuthenticator({ apikey: key, url }));
    assert.equal((await jwtVerify(jwt, keys, { issuer: `${url}/identity` })).protectedHeader.alg, 'RS256');
    await assert.rejects(jwtVerify(`${jwt.slice(0, -8)}AAAAAAAA`, keys));
  },
  'faults reach the clients as what they are': async () => {
    await admin({ faults: [{ kind: 'reset', next: 1 }, { kind: 'status', status: 503, next: 1 }, { kind: 'empty', next: 1 }] });
    const ask = () => token(new core.IamAuthenticator({ apikey: key, url }));
    await refused(ask, /ECONNRESET|socket hang up/);
    assert.equal((await refused(ask, /./)).status, 503);
    await refused(ask, /Access token not present/);
    await ask();
  },
};

// One after the other: they count the same fake's requests.
describe("IBM's own clients", { concurrency: 1 }, () => {
  after(async () => {
    fake.removeAllListeners('exit');
    const ended = new Promise((resolve) => { fake.on('exit', resolve); });
    fake.kill('SIGTERM');
    await Promise.race([ended, new Promise((resolve) => { setTimeout(resolve, 10_000).unref(); })]);
    rmSync(folder, { recursive: true });
  });

  for (const [name, work] of Object.entries(tests)) {
    it(name, { timeout: 60_000 }, work);
  }
});
