// The page header: the fake's URL, the connection status and the fake's clock.
import { html } from './preact.mjs';
import { Act, Copy, clock, date, span } from './parts.mjs';
import { configure } from './api.mjs';

const advance = (seconds) => () => configure({ advance: seconds });

export function Header({ live, now, state, tokens }) {
  const ends = tokens.map((entry) => entry.token.claims.exp * 1000).filter((end) => end > now);
  const next = ends.length > 0 ? Math.ceil((Math.min(...ends) - now) / 1000) : null;
  const offset = state?.clockOffset ?? 0;
  return html`<header class="top">
    <div class="brand">
      <img src="/__fake/page/icon.svg" alt="" width="28" height="28" />
      <h1>Fake IAM</h1>
      ${state && html`<span class="address"><code>${state.url}</code><${Copy} get=${() => state.url} label="address" /></span>`}
      <span class=${`live ${live ? 'on' : 'off'}`}>${live ? 'Live' : 'Not connected'}</span>
    </div>
    <div class="clock" role="group" aria-label="The fake's clock">
      <span class="now"><time dateTime=${new Date(now).toISOString()}>${clock(now)}</time><span class="day">${date(now)} UTC</span></span>
      ${offset !== 0 && html`<span class="offset">${span(Math.abs(offset))} ${offset > 0 ? 'ahead' : 'behind'}</span>`}
      <span class="buttons">
        <${Act} class="button" does=${advance(300)}>+5 min<//>
        <${Act} class="button" does=${advance(3600)}>+1 h<//>
        <${Act} class="button" disabled=${next === null} title="Moves the clock to the next token's expiry" does=${advance(next)}>To next expiry<//>
        ${offset !== 0 && html`<${Act} class="button" does=${advance(-offset)}>Back to now<//>`}
      </span>
    </div>
  </header>`;
}
