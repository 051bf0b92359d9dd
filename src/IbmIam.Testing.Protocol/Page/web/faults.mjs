// The faults: buttons for the common ones, a form for every kind, and the list of those in force.
import { html, useState } from './preact.mjs';
import { Act } from './parts.mjs';
import { clearFaults, configure } from './api.mjs';

// The number that a kind takes: [name in JSON, label, default, minimum, maximum].
const kinds = {
  'rate-limit': { label: '429 with Retry-After', takes: ['retryAfter', 'Seconds to wait', 2, 0, 3600] },
  status: { label: 'Error status', takes: ['status', 'Status', 500, 400, 599] },
  html: { label: 'A gateway’s HTML page', takes: ['status', 'Status', 502, 200, 599] },
  delay: { label: 'Slow answer', takes: ['seconds', 'Seconds', 3, 0, 3600] },
  stall: { label: 'Headers at once, body late', takes: ['seconds', 'Seconds', 3, 0, 3600] },
  'slow-body': { label: 'Slow body', takes: ['bytesPerSecond', 'Bytes per second', 200, 1, 100000] },
  reset: { label: 'Connection reset' },
  'reset-after-headers': { label: 'Reset after the headers' },
  truncated: { label: 'Body cut off', takes: ['bytes', 'Bytes sent', 20, 0, 10000] },
  'wrong-length': { label: 'Wrong Content-Length' },
  malformed: { label: 'Broken JSON' },
  empty: { label: 'Empty body' },
  'no-token': { label: '200 without a token' },
  'redirect-loop': { label: 'Redirect loop' },
};

const common = [
  ['429', { kind: 'rate-limit', retryAfter: 2 }, 'Too many requests, try again after 2 s'],
  ['500', { kind: 'status', status: 500 }, 'Internal server error'],
  ['502 HTML', { kind: 'html', status: 502 }, 'A gateway’s HTML page'],
  ['Slow', { kind: 'delay', seconds: 3 }, 'A normal answer, three seconds late'],
  ['Reset', { kind: 'reset' }, 'The connection is reset before the answer'],
];

// Replaces the kind in a description, such as 'html for the next 2 token requests', with its label.
const said = (fault) => fault.replace(/^\S+/, (kind) => kinds[kind]?.label ?? kind);

const queue = (fault) => configure({ faults: [fault] });

function Form({ state }) {
  const [kind, setKind] = useState('rate-limit');
  const [number, setNumber] = useState(2);
  const [next, setNext] = useState('1');
  const [identity, setIdentity] = useState('');
  const takes = kinds[kind].takes;
  const choose = (chosen) => { setKind(chosen); setNumber(kinds[chosen].takes?.[2] ?? 0); };
  const add = () => queue({ kind, ...(takes ? { [takes[0]]: Number(number) } : {}), ...(next === 'all' ? {} : { next: Number(next) }), ...(identity ? { identity } : {}) });
  return html`<div class="form">
    <label class="field whole"><span>Fault</span><select value=${kind} onChange=${(event) => choose(event.target.value)}>${Object.entries(kinds).map(([key, { label }]) => html`<option value=${key}>${label}</option>`)}</select></label>
    ${takes && html`<label class="field"><span>${takes[1]}</span><input type="number" min=${takes[3]} max=${takes[4]} value=${number} onInput=${(event) => setNumber(event.target.value)} /></label>`}
    <label class="field"><span>For</span><select value=${next} onChange=${(event) => setNext(event.target.value)}>
      ${['1', '2', '3', '5', '10'].map((n) => html`<option value=${n}>${n === '1' ? 'the next request' : `the next ${n}`}</option>`)}<option value="all">all requests</option></select></label>
    <label class="field whole"><span>From</span><select value=${identity} onChange=${(event) => setIdentity(event.target.value)}>
      <option value="">anyone</option>${state.identities.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}</select></label>
    <${Act} class="button primary whole" does=${add}>Queue the fault<//>
  </div>`;
}

export function Faults({ state }) {
  return html`<section aria-labelledby="faults-title">
    <div class="title"><h2 id="faults-title">Faults</h2>${state.faults.length > 0 && html`<p class="counts"><span class="fault">${state.faults.length} waiting</span></p>`}</div>
    <p class="note">Queue one for the next token request:</p>
    <div class="chips" role="group" aria-label="Queue a fault for the next token request">${common.map(([label, fault, says]) => html`<${Act} class="button" title=${says} does=${() => queue({ ...fault, next: 1 })}>${label}<//>`)}</div>
    <details class="more"><summary>Another fault</summary><${Form} state=${state} /></details>
    ${state.faults.length > 0 && html`<ol class="waiting-faults" aria-label="Waiting faults">${state.faults.map((fault) => html`<li>${said(fault)}</li>`)}</ol>
      <${Act} class="button" does=${clearFaults}>Take all back<//>`}
  </section>`;
}
