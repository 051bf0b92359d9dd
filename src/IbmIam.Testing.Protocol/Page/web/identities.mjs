// The identities, their credentials, and code that uses them.
import { html, useState } from './preact.mjs';
import { Act, Copy, Dialog, Secret, clock } from './parts.mjs';
import { configure, issue, makePasscode, reveal } from './api.mjs';
import { languages, snippet } from './snippets.mjs';

const kinds = { serviceId: 'Service ID', user: 'User', profile: 'Trusted profile' };
const credentials = { apikey: 'API key', password: 'Password', 'cr-token': 'Compute-resource token', passcode: 'Passcode' };

function Credential({ credential, owner, profiles, use }) {
  const [result, setResult] = useState(null);
  const [profile, setProfile] = useState(profiles[0]?.id);
  const label = `${credentials[credential.kind]} of ${owner}`;
  const run = async () => {
    setResult(null);
    setResult(await issue(credential, profile));
  };
  return html`<div class="credential">
    <div class="row"><span class="label">${credentials[credential.kind]}${credential.disabled ? html` <span class="tag refused">disabled</span>` : ''}</span>
      <${Secret} get=${() => reveal({ credential: credential.id })} label=${label} /></div>
    ${credential.kind === 'cr-token' && profiles.length > 1 && html`<label class="field whole"><span>For the profile</span>
      <select value=${profile} onChange=${(event) => setProfile(event.target.value)}>${profiles.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}</select></label>`}
    <div class="row">
      <${Act} class="button primary" aria-label=${`Issue a token by the ${label}`} disabled=${credential.kind === 'cr-token' && !profile} does=${run}>Issue a token<//>
      <button type="button" class="button" aria-label=${`Use it: ${label}`} onClick=${() => use({ credential, owner, profile })}>Use it</button>
      ${result && html`<span class=${`result ${result.ok ? 'good' : 'refused'}`} role="status">${result.says}</span>`}
    </div>
  </div>`;
}

function Identity({ identity, profiles, use }) {
  return html`<li class="identity">
    <p class="kind">${kinds[identity.kind]}</p>
    <h3>${identity.name}</h3>
    <p class="id"><code title=${identity.id}>${identity.id}</code><${Copy} get=${() => identity.id} label=${`id of ${identity.name}`} /></p>
    ${identity.kind === 'profile' && html`<p class="muted">${identity.trustsEveryone ? 'Any identity here may use it.' : 'Only identities it trusts may use it.'}</p>`}
    ${identity.credentials.map((credential) => html`<${Credential} key=${credential.id} credential=${credential} owner=${identity.name} profiles=${profiles} use=${use} />`)}
  </li>`;
}

function Snippets({ credential, owner, profile, state, close }) {
  const [language, setLanguage] = useState(languages(credential)[0]);
  const of = (secret) => snippet(language, { credential, secret, profile, url: state.url });
  const get = async () => of(credential.value ?? await reveal({ credential: credential.id }));
  return html`<${Dialog} title=${`Use the ${credentials[credential.kind].toLowerCase().replace('api', 'API')} of ${owner}`} onClose=${close}>
    <fieldset class="segments"><legend class="hidden">Language</legend>${languages(credential).map((name) => html`
      <label><input type="radio" name="language" checked=${name === language} onChange=${() => setLanguage(name)} /><span>${name}</span></label>`)}</fieldset>
    <pre tabindex="0" class="snippet" aria-label=${`${language} code`}>${of(credential.value ?? '••••••••')}</pre>
    <div class="row"><${Copy} get=${get} label=${`${language} code`} text="Copy with the secret" /><p class="muted">The dots stand for the secret; the copy contains it in full.</p></div>
  <//>`;
}

function Passcode({ users, use }) {
  const [code, setCode] = useState(null);
  return html`<section aria-labelledby="passcode-title">
    <div class="title"><h2 id="passcode-title">One-time passcode</h2></div>
    <p class="note">What a person gets in the browser after <code>ibmcloud login --sso</code>.</p>
    ${code && html`<p class="passcode"><code>${code.passcode}</code><${Copy} get=${() => code.passcode} label="passcode" /></p>
      <p class="muted">Valid once, until ${clock(code.expires)}, for ${code.user}.</p>`}
    <div class="row">${users.map(({ id, name }) => html`<${Act} class="button" does=${async () => setCode(await makePasscode(id))}>New passcode${users.length > 1 ? ` for ${name}` : ''}<//>`)}
      ${code && html`<button type="button" class="button" onClick=${() => use({ credential: { kind: 'passcode', value: code.passcode }, owner: code.user })}>Use it</button>`}</div>
  </section>`;
}

export function Identities({ state }) {
  const [used, use] = useState(null);
  const profiles = state.identities.filter(({ kind }) => kind === 'profile');
  const shown = state.identities.length + state.computeResources.length;
  const users = state.identities.filter(({ kind }) => kind === 'user');
  return html`<section aria-labelledby="identities-title">
      <div class="title"><h2 id="identities-title">Identities</h2><p class="counts"><span>${state.identityCount}</span></p></div>
      <ul class="identities">
        ${state.identities.map((identity) => html`<${Identity} key=${identity.id} identity=${identity} profiles=${profiles} use=${use} />`)}
        ${state.computeResources.map((resource) => html`<li class="identity" key=${resource.id}><p class="kind">Compute resource</p><h3>${resource.name}</h3>
          <${Credential} credential=${resource} owner=${resource.name} profiles=${profiles} use=${use} /></li>`)}
      </ul>
      ${state.identityCount > shown && html`<p class="empty">Showing ${shown} of ${state.identityCount}.</p>`}
    </section>
    <${Passcode} users=${users} use=${use} />
    <section aria-labelledby="keys-title">
      <div class="title"><h2 id="keys-title">Signing keys</h2><p class="counts"><span>${state.signingKeys.length} published</span></p></div>
      <ul class="keys">${state.signingKeys.toReversed().map((id, index) => html`<li><code>${id}</code>${index === 0 ? html`<span class="tag good">signs</span>` : html`<span class="tag">still valid</span>`}</li>`)}</ul>
      <${Act} class="button" does=${() => configure({ rotateKeys: true })}>Rotate<//>
    </section>
    ${used && html`<${Snippets} ...${used} state=${state} close=${() => use(null)} />`}`;
}
