// Who is logged in here, where the node has accounts. The token is handed over once; from then on a
// cookie stands for it that no script can read, and every POST carries the session's own word.
import {fill, h, said} from './dom.js';

export const session = {accounts: false, subject: '', roles: [], csrf: ''};

/** Asks the node who this is; false where it has accounts and nobody is logged in. */
export async function known() {
  const response = await fetch('/session').catch(() => {
    throw Object.assign(new Error('The node does not answer. Is it running?'), {status: 0});
  });
  if (response.status === 401) {
    Object.assign(session, {accounts: true, subject: '', roles: [], csrf: ''});
    return false;
  }
  if (response.ok) Object.assign(session, {subject: '', roles: [], csrf: ''}, await response.json());
  return response.ok || response.status === 404;
}

/** A form that takes a token, and goes on when it is believed. */
export function login(place, then, why) {
  const refused = h('p.no', {role: 'alert'});
  const form = h('form.panel.login', {onsubmit: async (e) => {
    e.preventDefault();
    const token = form.elements.token.value.trim();
    const response = await fetch('/session', {method: 'POST', headers: {Authorization: `Bearer ${token}`}});
    if (!response.ok) {
      const body = await response.json().catch(() => ({}));
      refused.textContent = typeof body.error === 'string' ? said(body.error) : 'This token is not believed.';
      return;
    }
    Object.assign(session, await response.json());
    then();
  }},
  h('h1', {}, 'Log in'),
  why && h('p', {role: 'status'}, why),
  h('p.soft', {}, 'This node has accounts. Paste the token that your organisation’s login gave you; it is kept by the node only, at most twelve hours.'),
  h('label', {}, h('span', {}, 'Token'), h('input', {name: 'token', type: 'password', required: true, autocomplete: 'off'})),
  refused,
  h('button.primary', {type: 'submit'}, 'Log in'));
  fill(place, form);
  form.elements.token.focus();
}

export async function logout() {
  await fetch('/session', {method: 'DELETE', headers: {'X-CSRF-Token': session.csrf}});
  location.reload();
}
