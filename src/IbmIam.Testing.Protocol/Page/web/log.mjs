// The request log: what was requested, by whom, and the response.
import { html, useState } from './preact.mjs';
import { Act, Copy, Fields, clock, span } from './parts.mjs';
import { clearRequests } from './api.mjs';

const asks = {
  __proto__: null,
  apikey: 'API key', refresh_token: 'refresh token', passcode: 'passcode', password: 'password', authorization_code: 'authorization code',
  'cr-token': 'compute-resource token', assume: 'trusted profile', 'iam-authz': 'service authorization', 'delegated-refresh-token': 'delegated refresh token',
};

export const outcomeOf = ({ request }) => (request.fault ? 'fault' : request.status >= 400 || request.status === 0 ? 'refused' : 'good');

export const nameOf = (id, state) => state?.identities.find((identity) => identity.id === id)?.name ?? id;

const asked = ({ request }) => (request.grant ? `Token by ${asks[request.grant] ?? request.grant}` : `${request.method} ${request.path}`);

function cameBack(entry) {
  const { request, answer, token } = entry;
  if (request.fault) {
    const effect = request.status === 0 ? 'nothing was sent' : answer.retryAfter ? `try again after ${/^\d+$/.test(answer.retryAfter) ? `${answer.retryAfter} s` : answer.retryAfter}` : null;
    return `Fault: ${request.fault}${effect ? `, ${effect}` : ''}${token ? ', then the token' : ''}`;
  }
  if (token) return Number.isFinite(token.claims.exp - token.claims.iat) ? `Token for ${span(token.claims.exp - token.claims.iat)}` : 'Token';
  if (request.errorCode) return `${request.errorCode} ${answer.body?.errorMessage ?? ''}`.trim();
  return request.status >= 400 ? 'Refused' : 'Answered';
}

const client = (agent) => (/^Mozilla\//.test(agent) ? 'a browser' : agent.split(/[ (/]/)[0] || 'no User-Agent');

// No hint where the outcome already says the same, such as IAM's message.
const hint = (entry) => (cameBack(entry).includes(entry.request.explanation) ? null : entry.request.explanation);

export const sentence = (entry, state) =>
  `${asked(entry)}${entry.request.identity ? ` for ${nameOf(entry.request.identity, state)}` : ''}: ${entry.request.status || 'no answer'}, ${cameBack(entry)}`;

function Row({ entry, state, earlier }) {
  const { request, answer } = entry;
  const gap = earlier ? (request.at - earlier.request.at) / 1000 : null;
  return html`<li class=${`entry ${outcomeOf(entry)}`}><details>
    <summary>
      <time class="when" dateTime=${new Date(request.at).toISOString()}>${clock(request.at)}</time>
      <span class="status">${request.status || html`<span aria-hidden="true">–</span><span class="hidden">no answer</span>`}</span>
      <span class="what">
        <span class="asked"><strong>${asked(entry)}</strong>${request.identity && html` <span class="from">for</span> <span class="who">${nameOf(request.identity, state)}</span>`}</span>
        <span class="answered">${cameBack(entry)}</span>
        ${hint(entry) && html`<span class="hint">${hint(entry)}</span>`}
      </span>
      <span class="aside"><span class="client">${client(request.userAgent)}</span>${gap !== null && gap >= 0.1 && gap < 60 && html`<span class="gap" title="since the previous request">${gap < 10 ? gap.toFixed(1) : Math.round(gap)} s later</span>`}</span>
    </summary>
    <div class="detail">
      <section><h3>Asked</h3><p class="line"><code>${request.method} ${request.path}</code></p>
        <${Fields} of=${{ ...request.query, ...request.form }} />
        <${Fields} of=${{ ...request.headers, ...(request.userAgent ? { 'User-Agent': request.userAgent } : {}), ...(request.identity ? { identity: request.identity } : {}) }} /></section>
      <section><h3>Answered</h3>
        <p class="line"><code>${request.status || 'The connection ended before an answer'}</code>${request.fault && html` <span class="tag fault">fault: ${request.fault}</span>`}</p>
        <${Fields} of=${{ ...(answer.retryAfter ? { 'Retry-After': answer.retryAfter } : {}), ...(request.status && answer.type ? { 'Content-Type': answer.type } : {}) }} />
        ${answer.body ? html`<pre tabindex="0">${JSON.stringify(answer.body, null, 2)}</pre>`
          : answer.text ? html`<pre tabindex="0">${answer.text}</pre>`
          : html`<p class="muted">${request.status === 0 ? 'Nothing was sent.' : answer.bytes === 0 ? 'The body is empty.' : answer.bytes > 16384 ? `The body is too long to show: ${answer.bytes} bytes.` : `The body is not complete JSON: ${answer.bytes} bytes.`}</p>`}</section>
    </div>
  </details></li>`;
}

const Choice = ({ label, value, set, choices }) => html`<label class="choice"><span>${label}</span>
  <select value=${value} onChange=${(event) => set(event.target.value)}>
    <option value="">All</option>${choices.map(([key, text]) => html`<option value=${key} selected=${key === value}>${text}</option>`)}
  </select></label>`;

export function Log({ requests, total, state }) {
  const [grant, setGrant] = useState('');
  const [identity, setIdentity] = useState('');
  const [outcome, setOutcome] = useState('');
  const distinct = (values) => [...new Set(values.filter(Boolean))].sort();
  const grants = distinct([...requests.map((entry) => entry.request.grant), grant]).map((name) => [name, asks[name] ?? name]);
  const identities = distinct([...requests.map((entry) => entry.request.identity), identity]).map((id) => [id, nameOf(id, state)]);
  const shown = requests.filter((entry) => (!grant || entry.request.grant === grant) && (!identity || entry.request.identity === identity) && (!outcome || outcomeOf(entry) === outcome));
  const count = (kind) => requests.filter((entry) => outcomeOf(entry) === kind).length;
  const tokens = requests.filter((entry) => entry.token).length;

  return html`<section id="requests" tabindex="-1" aria-labelledby="requests-title">
    <div class="title"><h2 id="requests-title">Requests</h2>
      ${requests.length > 0 && html`<p class="counts"><span>${total} asked</span><span class="good">${tokens} got a token</span><span class="refused">${count('refused')} refused</span><span class="fault">${count('fault')} hit a fault</span></p>`}
    </div>
    ${requests.length === 0 ? html`<${Nothing} state=${state} />` : html`
      <div class="filters" role="group" aria-label="Filter the requests">
        <${Choice} label="Grant" value=${grant} set=${setGrant} choices=${grants} />
        <${Choice} label="Identity" value=${identity} set=${setIdentity} choices=${identities} />
        <${Choice} label="Outcome" value=${outcome} set=${setOutcome} choices=${[['good', 'Answered'], ['refused', 'Refused'], ['fault', 'Hit a fault']]} />
        <${Act} class="button" does=${clearRequests}>Clear log<//>
      </div>
      ${shown.length === 0 ? html`<p class="empty">None of the ${requests.length} requests matches the filter.</p>`
        : html`<ol class="log" aria-label="Requests, newest first">${shown.map((entry) => html`<${Row} key=${entry.number} entry=${entry} state=${state} earlier=${requests[requests.indexOf(entry) + 1]} />`)}</ol>`}
      ${total > requests.length && html`<p class="empty">Showing the newest ${requests.length} of ${total}.</p>`}`}
  </section>`;
}

function Nothing({ state }) {
  const line = `export IBMCLOUD_IAM_API_ENDPOINT=${state.url}`;
  return html`<div class="nothing">
    <p class="lead">Nothing has asked for a token yet.</p>
    <p>Point a build, a test or a shell at this fake, and each request shows up here with what came back:</p>
    <p class="command"><code>${line}</code><${Copy} get=${() => line} label="command" /></p>
    <p>Or press <b>Issue a token</b> at one of the identities. “Use it” there has the code for each credential.</p>
  </div>`;
}
