// The token debugger: shows whether this fake's services would accept a pasted token, and if not, why.
import { html, useContext, useEffect, useRef, useState } from './preact.mjs';
import { Claims, Icon, Voice } from './parts.mjs';
import { inspect } from './api.mjs';

export function Debugger({ pasted, paste }) {
  const { say, fail } = useContext(Voice);
  const [verdict, setVerdict] = useState(null);
  const asked = useRef(0);
  const check = async (token) => {
    const mine = asked.current += 1;
    try {
      const found = token.trim() ? await inspect(token) : null;
      if (mine !== asked.current) return; // A newer check has started: this result is outdated.
      setVerdict(found);
      if (found) say(found.valid ? 'The token is valid' : `The token is not valid. ${found.problem}`);
    } catch (error) { fail(error); }
  };
  useEffect(() => { check(pasted); }, [pasted]);

  return html`<section id="debugger" aria-labelledby="debugger-title">
    <div class="title"><h2 id="debugger-title">Token debugger</h2></div>
    <form onSubmit=${(event) => { event.preventDefault(); check(pasted); }}>
      <label class="field whole"><span>Paste a token</span>
        <textarea rows="3" spellcheck="false" autocomplete="off" placeholder="eyJ…" value=${pasted} onInput=${(event) => paste(event.target.value)}></textarea></label>
      <div class="row"><button type="submit" class="button" disabled=${!pasted}>Check</button>
        <button type="button" class="button" disabled=${!pasted} onClick=${() => paste('')}>Clear</button></div>
    </form>
    ${verdict && html`<div class=${`verdict ${verdict.valid ? 'good' : 'refused'}`}>
      <p class="says"><${Icon} name=${verdict.valid ? 'done' : 'fail'} /><strong>${verdict.valid ? 'Valid' : 'Not valid'}</strong></p>
      ${verdict.problem && html`<p>${verdict.problem}</p>`}
      <ul class="checks">${verdict.checks.map(({ step, holds }) => html`<li class=${holds === null ? 'open' : holds ? 'holds' : 'fails'}>
        <${Icon} name=${holds === null ? 'none' : holds ? 'done' : 'fail'} /><span>${step}<span class="hidden">${holds === null ? ': not checked' : holds ? ': yes' : ': no'}</span></span></li>`)}</ul>
      ${verdict.claims && html`<details class="more" open><summary>Claims${verdict.checks[1].holds ? '' : ', not verified'}</summary><${Claims} of=${verdict.claims} /></details>`}
    </div>`}
  </section>`;
}
