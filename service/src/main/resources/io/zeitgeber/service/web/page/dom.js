// Elements out of text: whatever a device or a person wrote only ever becomes a text node.

/** h('a.plain', {href, onclick}, child…): children are nodes, texts, lists of them, or nothing. */
export function h(name, attributes, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = document.createElement(tag || 'div');
  if (classes.length) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'style') Object.assign(element.style, value);
    else if (key in element && typeof value === 'boolean') element[key] = value;
    else if (key === 'value') element.value = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  add(element, children);
  return element;
}

function add(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Puts other children in place of what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren();
  add(element, children);
  return element;
}

export const announce = (text) => {
  document.getElementById('announce').textContent = text;
};

/** Something is on its way. */
export const loading = (what) => h('p.state.loading', {role: 'status'}, `Loading ${what}…`);

/** There is nothing, and why that may be. */
export const empty = (title, why) => h('div.state.empty', {}, h('strong', {}, title), why && h('p', {}, why));

/** It did not work: what happened, and a way to ask again. */
export function failed(error, again) {
  if (error.status === 501) return unavailable(error.method);
  return h('div.state.failed', {role: 'alert'},
    h('strong', {}, error.status === 403 || error.status === 401 ? 'You may not see this' : 'This could not be loaded'),
    h('p', {}, said(error.message)),
    [0, 502, 503, 504].includes(error.status) && h('p', {}, 'Nothing is lost by it: what arrives meanwhile waits, and is read later.'),
    again && h('button', {type: 'button', onclick: again}, 'Try again'));
}

/** As a sentence. */
export const said = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** This node's release has no such answer. Nothing is made up in its stead. */
export const unavailable = (method) => h('div.state.unavailable', {},
  h('strong', {}, 'Not available on this node'),
  h('p', {}, `Its release does not answer ${method || 'this'} yet.`));

/** A word of ours with one line of help. */
export const term = (text, help) => h('span.term', {tabindex: 0, 'aria-label': `${text}: ${help}`, 'data-help': help}, text);

export const button = (text, onclick, more) => h('button', {type: 'button', onclick, ...more}, text);

/** Links to a table as CSV, and to what its columns mean. */
export function csvLinks(method, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, value);
  }
  return h('span.csv', {},
    h('a', {href: `/csv/${method}?${query}`, download: ''}, 'CSV'),
    h('a.quiet', {href: `/csv/${method}/dictionary?${query}`, download: ''}, 'columns'));
}

/** A modal with a form; resolves to its values, or to null where it was left. */
export function ask(title, fields, submit) {
  return new Promise((resolve) => {
    const form = h('form', {method: 'dialog'},
      h('h2', {}, title),
      fields.map((field) => h('label', {}, h('span', {}, field.label),
        field.options
          ? h('select', {name: field.name}, field.options.map(([value, text]) => h('option', {value}, text)))
          : h(field.long ? 'textarea' : 'input', {name: field.name, required: field.required !== false, maxlength: field.most || 1024, rows: field.long ? 3 : null, autocomplete: 'off'}),
        field.help && h('small', {}, field.help))),
      h('div.actions', {},
        button('Cancel', () => dialog.close()),
        h('button.primary', {type: 'submit', value: 'ok'}, submit)));
    const dialog = h('dialog', {'aria-label': title}, form);
    for (const field of fields) if (field.value) form.elements[field.name].value = field.value;
    dialog.addEventListener('close', () => {
      const values = dialog.returnValue === 'ok' ? Object.fromEntries(new FormData(form)) : null;
      dialog.remove();
      resolve(values);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function toast(text, kind, href) {
  const note = h(`div.toast.${kind || 'info'}`, {}, href ? h('a', {href}, text) : h('span', {}, text),
    button('×', () => note.remove(), {'aria-label': 'Dismiss', class: 'plain'}));
  const toasts = document.getElementById('toasts');
  toasts.append(note);
  while (toasts.children.length > 4) toasts.firstChild.remove();
  announce(text);
  setTimeout(() => note.remove(), 12000);
}
