// Helpers and components that the parts share: times and durations, buttons, copying, masked secrets, dialogs.
import { createContext, html, useContext, useEffect, useRef, useState } from './preact.mjs';

// say(text) announces to screen readers; fail(error) shows a problem to everyone.
export const Voice = createContext({ say() {}, fail() {} });

export const clock = (ms) => new Date(ms).toISOString().slice(11, 19);
export const date = (ms) => new Date(ms).toISOString().slice(0, 10);
const isTime = (seconds) => !Number.isNaN(new Date(seconds * 1000).getTime());

export function span(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return s < 600 && s % 60 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.floor(s / 60)} min`;
  if (s < 86400) return `${Math.floor(s / 3600)} h${Math.floor((s % 3600) / 60) ? ` ${Math.floor((s % 3600) / 60)} min` : ''}`;
  return `${Math.floor(s / 86400)} d${Math.floor((s % 86400) / 3600) ? ` ${Math.floor((s % 86400) / 3600)} h` : ''}`;
}

const paths = {
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  done: 'M3 8.5l3.2 3.2L13 5',
  show: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 10a2 2 0 100-4 2 2 0 000 4z',
  hide: 'M2 2l12 12M6.3 3.8A6 6 0 018 3.5C12 3.5 14.5 8 14.5 8a12 12 0 01-2 2.5M4 5A12 12 0 001.5 8S4 12.5 8 12.5a6 6 0 002.6-.6',
  fail: 'M4 4l8 8M12 4l-8 8',
  none: 'M4 8h8',
  key: 'M5.5 10.5a2.5 2.5 0 100-5 2.5 2.5 0 000 5zM8 8h6M11.5 8v2.5',
};
export const Icon = ({ name }) => html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=${paths[name]} /></svg>`;

// A button for an asynchronous action: ignores clicks while it runs, and shows its failure.
export function Act({ children, does, ...rest }) {
  const { fail } = useContext(Voice);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    if (busy) return;
    setBusy(true);
    try { await does(); } catch (error) { fail(error); } finally { setBusy(false); }
  };
  return html`<button type="button" ...${rest} aria-disabled=${busy ? 'true' : undefined} onClick=${run}>${children}</button>`;
}

// Copies the result of get(), which the label names.
export function Copy({ get, label, text }) {
  const { say } = useContext(Voice);
  const [done, setDone] = useState(0);
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => setDone(0), 1600);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async () => {
    await navigator.clipboard.writeText(await get());
    setDone((n) => n + 1);
    say(`${label} copied`);
  };
  return html`<${Act} class=${text ? 'button' : 'icon-button'} aria-label=${text ? undefined : `Copy ${label}`} title=${text ? undefined : `Copy ${label}`} does=${copy}>
    <${Icon} name=${done ? 'done' : 'copy'} />${text && html`<span>${done ? 'Copied' : text}</span>`}<//>`;
}

// A secret, masked until the user shows it.
export function Secret({ get, label }) {
  const [value, setValue] = useState(null);
  return html`<span class="secret">
    <code class=${value ? "shown" : "masked"} tabindex=${value ? 0 : undefined}>${value ?? '••••••••••••'}</code>
    <${Act} class="icon-button" aria-pressed=${value ? 'true' : 'false'} aria-label=${`Show ${label}`} title=${value ? 'Hide' : 'Show'}
      does=${async () => setValue(value ? null : await get())}><${Icon} name=${value ? 'hide' : 'show'} /><//>
    <${Copy} get=${get} label=${label} />
  </span>`;
}

// Names and values in two columns; values that are not strings are shown as JSON.
export function Fields({ of }) {
  const entries = Object.entries(of ?? {});
  return entries.length === 0 ? null : html`<dl class="fields">${entries.map(([name, value]) => html`
    <div><dt>${name}</dt><dd>${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</dd></div>`)}</dl>`;
}

// Claims, with times in readable form.
export function Claims({ of }) {
  const said = {};
  for (const [name, value] of Object.entries(of ?? {})) {
    said[name] = ['iat', 'exp', 'nbf'].includes(name) && typeof value === 'number' && isTime(value) ? `${value}  (${date(value * 1000)} ${clock(value * 1000)} UTC)` : value;
  }
  return html`<${Fields} of=${said} />`;
}

// A native dialog: the browser keeps the focus in it and closes it on Escape.
export function Dialog({ title, children, onClose }) {
  const element = useRef(null);
  useEffect(() => {
    element.current.showModal();
  }, []);
  const outside = (event) => event.target === element.current && element.current.close();
  return html`<dialog ref=${element} aria-labelledby="dialog-title" onClose=${onClose} onClick=${outside}>
    <div class="dialog"><header><h2 id="dialog-title">${title}</h2>
      <button type="button" class="icon-button" aria-label="Close" onClick=${() => element.current.close()}><${Icon} name="fail" /></button></header>
    ${children}</div></dialog>`;
}
