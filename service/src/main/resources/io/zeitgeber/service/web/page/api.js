// Asks the node: POST /api/v1/Service/Method, JSON in, JSON or lines of JSON out.

import {session} from './session.js';

export class Failed extends Error {
  constructor(status, method, error) {
    super((status === 504 && 'The node took too long to answer. It may be busy: try again.') || error?.message || (typeof error === 'string' && error) || 'The node does not answer. Is it running?');
    this.status = status;
    this.method = method;
    this.code = error?.code;
    this.reason = error?.reason;
  }
}

async function post(method, request, signal) {
  let response;
  try {
    response = await fetch(`/api/v1/${method}`, {
      method: 'POST',
      headers: {'Content-Type': 'application/json', ...(session.csrf && {'X-CSRF-Token': session.csrf})},
      body: JSON.stringify(request),
      signal,
    });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Failed(0, method);
  }
  if (!response.ok) {
    if (response.status === 401 && session.accounts) dispatchEvent(new Event('session-over'));
    const body = await response.json().catch(() => ({}));
    throw new Failed(response.status, method, body.error);
  }
  return response;
}

/** One answer. */
export const call = async (method, request = {}, signal) => (await post(method, request, signal)).json();

/** A stream's messages one by one; ends with it. */
export async function* messages(method, request, signal) {
  const response = await post(method, request, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const {done, value} = await reader.read();
      if (done) return;
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (!line) continue;
        const message = JSON.parse(line);
        if (message.error && Object.keys(message).length === 1) throw new Failed(200, method, message.error);
        yield message;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

export async function all(method, request, signal) {
  const list = [];
  for await (const message of messages(method, request, signal)) list.push(message);
  return list;
}

/** Every page of a list, handed over as it comes; the first one may be a small one, to be seen at once. */
export async function pages(method, request, take, signal, first = request.page_size) {
  let token = '';
  do {
    const page = await call(method, {...request, ...(!token && first && {page_size: first}), page_token: token}, signal);
    take(page);
    token = page.next_page_token || '';
  } while (token);
}

/**
 * Follows a stream for ever: goes on after the last token when it breaks, and rests while the page is
 * hidden, so that many open tabs don't use up the browser's connections.
 */
export function follow(method, request, take, told = () => {}) {
  let stopped = false;
  let controller = new AbortController();
  let token = '';
  let wake = () => {};
  const visible = () => {
    if (document.hidden) controller.abort();
    else wake();
  };
  document.addEventListener('visibilitychange', visible);
  (async () => {
    let pause = 500;
    while (!stopped) {
      if (document.hidden) await new Promise((resolve) => { wake = resolve; });
      if (stopped) return;
      controller = new AbortController();
      try {
        told(null);
        for await (const message of messages(method, {...request, resume_token: token}, controller.signal)) {
          if (message.resume_token) token = message.resume_token;
          pause = 500;
          take(message);
        }
      } catch (e) {
        if (e.name !== 'AbortError') {
          told(e);
          if (e.status === 501 || e.status === 403 || e.status === 401) return;
          if (e.status === 400) token = '';
        }
      }
      if (!stopped && !document.hidden) await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(pause * 2, 15000);
    }
  })();
  return () => {
    stopped = true;
    controller.abort();
    wake();
    document.removeEventListener('visibilitychange', visible);
  };
}
