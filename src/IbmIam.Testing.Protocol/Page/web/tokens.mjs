// The issued tokens, with their remaining lifetime by the fake's clock.
import { html } from './preact.mjs';
import { Act, Claims, Secret, span } from './parts.mjs';
import { reveal } from './api.mjs';

const most = 30;

function Token({ entry, now, paste }) {
  const { claims } = entry.token;
  // Tests can put anything into a claim. Without a numeric exp, the fake's services refuse the token.
  const [start, end] = [claims.iat, claims.exp].map((time) => (typeof time === 'number' ? time : 0));
  const left = end - now / 1000;
  const life = Math.max(1, end - start);
  const mood = left <= 0 ? 'gone' : left < life / 5 ? 'ageing' : 'fresh';
  const name = String(claims.name ?? claims.sub ?? 'unnamed');
  const get = () => reveal({ token: entry.number });
  return html`<li class=${`token ${mood}`}><details>
    <summary>
      <span class="name">${name}</span><span class="grant">${String(claims.grant_type ?? '').split(':').at(-1)}</span>
      <span class="left">${left > 0 ? `${span(left)} left` : end === 0 ? 'no expiry time' : `expired ${span(-left)} ago`}</span>
      <progress max=${life} value=${Math.max(0, Math.min(life, left))} aria-label=${`Remaining lifetime of ${name}'s token`}></progress>
    </summary>
    <div class="detail">
      <div class="row"><${Secret} get=${get} label=${`token of ${name}`} /><${Act} class="button" does=${async () => paste(await get())}>Debug<//></div>
      <${Claims} of=${claims} />
    </div>
  </details></li>`;
}

export function Tokens({ tokens, now, paste }) {
  const live = tokens.filter((entry) => entry.token.claims.exp * 1000 > now).length;
  return html`<section aria-labelledby="tokens-title">
    <div class="title"><h2 id="tokens-title">Tokens</h2>${tokens.length > 0 && html`<p class="counts"><span>${live} of ${tokens.length} alive</span></p>`}</div>
    ${tokens.length === 0 ? html`<p class="empty">No token has been issued yet. Tokens appear here with their claims and remaining lifetime.</p>`
      : html`<ul class="tokens">${tokens.slice(0, most).map((entry) => html`<${Token} key=${entry.number} entry=${entry} now=${now} paste=${paste} />`)}</ul>`}
    ${tokens.length > most && html`<p class="empty">Showing the newest ${most} of ${tokens.length}.</p>`}
  </section>`;
}
