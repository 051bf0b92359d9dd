// The page's requests to the fake. It gets tokens as any client does, from IAM's own endpoint, so that the log shows them.
async function send(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const said = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Error(said.error ?? `The fake answered ${answer.status}.`);
  return said;
}

export const configure = (change) => send('POST', '/__fake/config', change);
export const inspect = (token) => send('POST', '/__fake/inspect', { token });
export const makePasscode = (identity) => send('POST', '/__fake/passcodes', { identity });
export const clearRequests = () => send('DELETE', '/__fake/requests');
export const clearFaults = () => send('DELETE', '/__fake/faults');
export const reveal = async (what) => (await send('POST', '/__fake/reveal', what)).value;

export const grantPrefix = 'urn:ibm:params:oauth:grant-type:';

// The form that exchanges a credential for a token. Snippets show the same one.
export function formOf(credential, secret, profile) {
  switch (credential.kind) {
    case 'apikey': return { grant_type: `${grantPrefix}apikey`, apikey: secret };
    case 'cr-token': return { grant_type: `${grantPrefix}cr-token`, cr_token: secret, profile_id: profile };
    case 'passcode': return { grant_type: `${grantPrefix}passcode`, passcode: secret };
    default: return { grant_type: 'password', username: credential.name, password: secret };
  }
}

// Logins of users need client authentication; the other grants don't.
export const needsClient = (credential) => credential.kind === 'password' || credential.kind === 'passcode';

// Requests a token and describes the outcome. A fault may reset the connection or break the JSON, which is an outcome, too.
export async function issue(credential, profile) {
  const secret = await reveal({ credential: credential.id });
  try {
    const answer = await fetch('/identity/token', {
      method: 'POST',
      headers: needsClient(credential) ? { authorization: `Basic ${btoa('bx:bx')}` } : {},
      body: new URLSearchParams(formOf(credential, secret, profile)),
      redirect: 'manual',
    });
    const said = await answer.json();
    if (answer.ok && said.access_token) return { ok: true, says: 'Token issued' };
    return { ok: false, says: `${answer.status} ${said.errorCode ?? 'no token in the answer'}` };
  } catch {
    return { ok: false, says: 'No readable answer' };
  }
}
