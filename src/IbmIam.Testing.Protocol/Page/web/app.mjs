// The page's root: follows the fake's events and passes their data to the parts.
import { html, render, useCallback, useEffect, useMemo, useReducer, useState } from './preact.mjs';
import { Voice } from './parts.mjs';
import { Header } from './clock.mjs';
import { Log, sentence } from './log.mjs';
import { Tokens } from './tokens.mjs';
import { Faults } from './faults.mjs';
import { Debugger } from './debugger.mjs';
import { Identities } from './identities.mjs';

const most = 500;
const empty = { live: false, now: Date.now(), total: 0, entries: [], state: null, news: '' };

function follow(view, event) {
  if (event.lost) return { ...view, live: false };
  const known = event.whole ? [] : view.entries;
  const entries = event.entries.length === 0 && !event.whole ? view.entries : [...event.entries.toReversed(), ...known].slice(0, most);
  const state = event.state ?? view.state;
  const came = event.whole ? [] : event.entries.filter((entry) => entry.request);
  const news = came.length === 0 ? view.news : `${came.length > 1 ? `${came.length} requests, the last: ` : ''}${sentence(came.at(-1), state)}`;
  return { live: true, now: event.now, total: event.total, entries, state, news };
}

function App() {
  const [view, take] = useReducer(follow, empty);
  const [said, say] = useState('');
  const [problem, setProblem] = useState('');
  const [pasted, paste] = useState('');
  const debug = useCallback((token) => {
    paste(token);
    document.querySelector('#debugger textarea').focus();
  }, []);
  useEffect(() => {
    const events = new EventSource('/__fake/events');
    events.onmessage = (message) => take(JSON.parse(message.data));
    events.onerror = () => take({ lost: true });
    return () => events.close();
  }, []);
  const fail = useCallback((error) => setProblem(error.message), []);
  const voice = useMemo(() => ({ say, fail }), [fail]);
  const { state, entries, total, now } = view;
  const requests = useMemo(() => entries.filter((entry) => entry.request), [entries]);
  const tokens = useMemo(() => entries.filter((entry) => entry.token), [entries]);

  // These parts depend on the fake's data, not on the time: while they are the same objects, Preact does not render them again.
  const log = useMemo(() => state && html`<${Log} requests=${requests} total=${total} state=${state} />`, [requests, total, state]);
  const faults = useMemo(() => state && html`<${Faults} state=${state} />`, [state]);
  const tester = useMemo(() => html`<${Debugger} pasted=${pasted} paste=${paste} />`, [pasted]);
  const identities = useMemo(() => state && html`<${Identities} state=${state} />`, [state]);

  return html`<${Voice.Provider} value=${voice}>
    <a class="skip" href="#requests">Skip to the requests</a>
    <${Header} live=${view.live} now=${now} state=${state} tokens=${tokens} />
    ${problem && html`<div class="problem" role="alert"><p>${problem}</p><button type="button" class="button" onClick=${() => setProblem('')}>Dismiss</button></div>`}
    <main>${state === null ? html`<p class="waiting">Connecting to the fake…</p>` : html`
      <div class="column wide">${log}</div>
      <div class="column"><${Tokens} tokens=${tokens} state=${state} now=${now} paste=${debug} />${faults}${tester}</div>
      <div class="column">${identities}</div>`}
    </main>
    <p class="hidden" role="status" aria-live="polite">${view.news}</p>
    <p class="hidden" role="status" aria-live="polite">${said}</p>
  <//>`;
}

document.body.replaceChildren();
render(html`<${App} />`, document.body);
