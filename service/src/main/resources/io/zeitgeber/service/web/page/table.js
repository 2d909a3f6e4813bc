// A table of any length: only the rows that can be seen are in the page.
import {fill, h} from './dom.js';

const SPARE = 6;

/**
 * @param columns [{name, title, help, width, sort: row → comparable, cell: row → node or text, class}]
 * @param key row → what names it
 * @param href row → where Enter and a click go
 */
export function table({label, columns, key, href, sorted, onsort, rowHeight = 44, narrowHeight = 62}) {
  let rows = [];
  let active = -1;
  const live = new Map();
  const narrow = matchMedia('(max-width: 720px)');
  const height = () => (narrow.matches ? narrowHeight : rowHeight);
  const grid = columns.map((column) => column.width || 'minmax(6rem, 1fr)').join(' ');
  const head = h('div.row.head', {role: 'row', style: {gridTemplateColumns: grid}});
  const spacer = h('div.spacer', {role: 'presentation'});
  const body = h('div.rows', {tabindex: 0, role: 'rowgroup', 'aria-label': `${label}: rows; arrow keys move, Enter opens`}, spacer);
  const element = h('div.vtable', {role: 'table', 'aria-label': label}, h('div', {role: 'rowgroup', class: 'headgroup'}, head), body);

  function drawHead() {
    fill(head, columns.map((column) => h('div.cell', {
      role: 'columnheader', class: `cell ${column.class || ''}`,
      'aria-sort': sorted.by === column.name ? (sorted.down ? 'descending' : 'ascending') : null,
    }, column.sort
      ? h('button.sort', {type: 'button', title: column.help, onclick: () => {
        sorted = {by: column.name, down: sorted.by === column.name ? !sorted.down : Boolean(column.downFirst)};
        onsort?.(sorted);
        drawHead();
        order();
      }}, column.title, h('span.arrow', {'aria-hidden': 'true'}, sorted.by === column.name ? (sorted.down ? '▼' : '▲') : ''))
      : h('span', {title: column.help}, column.title))));
  }

  function order() {
    const column = columns.find((each) => each.name === sorted.by);
    if (column?.sort) {
      const sign = sorted.down ? -1 : 1;
      const value = new Map(rows.map((row) => [row, column.sort(row)]));
      rows.sort((a, b) => compare(value.get(a), value.get(b), sign) || compare(key(a), key(b), 1));
    }
    clear();
    draw();
  }

  function clear() {
    for (const element of live.values()) element.remove();
    live.clear();
  }

  function make(row, index) {
    const element = h('div.row', {role: 'row', id: `row-${index}`, 'aria-rowindex': index + 2, style: {gridTemplateColumns: grid, transform: `translateY(${index * height()}px)`, height: `${height()}px`},
      onclick: (e) => { if (href && !e.target.closest('a,button')) location.hash = href(row).slice(1); }},
    columns.map((column) => h('div', {role: 'cell', class: `cell ${column.class || ''}`, 'data-title': column.title}, column.cell(row))));
    if (index === active) element.classList.add('active');
    return element;
  }

  function draw() {
    const h1 = height();
    spacer.style.height = `${rows.length * h1}px`;
    const first = Math.max(0, Math.floor(body.scrollTop / h1) - SPARE);
    const last = Math.min(rows.length, Math.ceil((body.scrollTop + body.clientHeight) / h1) + SPARE);
    for (const [index, element] of live) {
      if (index < first || index >= last) {
        element.remove();
        live.delete(index);
      }
    }
    for (let index = first; index < last; index++) {
      if (!live.has(index)) {
        const element = make(rows[index], index);
        live.set(index, element);
        spacer.append(element);
      }
    }
  }

  function activate(index) {
    live.get(active)?.classList.remove('active');
    active = Math.max(0, Math.min(rows.length - 1, index));
    const top = active * height();
    if (top < body.scrollTop) body.scrollTop = top;
    else if (top + height() > body.scrollTop + body.clientHeight) body.scrollTop = top + height() - body.clientHeight;
    draw();
    live.get(active)?.classList.add('active');
    body.setAttribute('aria-activedescendant', `row-${active}`);
  }

  body.addEventListener('scroll', () => requestAnimationFrame(draw), {passive: true});
  body.addEventListener('keydown', (e) => {
    if (e.target !== body) return;
    const page = Math.max(1, Math.floor(body.clientHeight / height()) - 1);
    const moves = {ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: rows.length - 1};
    if (e.key in moves) {
      e.preventDefault();
      activate(moves[e.key]);
    } else if (e.key === 'Enter' && rows[active] && href) {
      location.hash = href(rows[active]).slice(1);
    }
  });
  const resized = new ResizeObserver(draw);
  resized.observe(body);
  const turned = () => { clear(); draw(); };
  narrow.addEventListener('change', turned);
  drawHead();
  return {
    element,
    set(next) {
      rows = [...next];
      active = -1;
      element.setAttribute('aria-rowcount', rows.length + 1);
      order();
    },
    redraw: turned,
    stop() {
      resized.disconnect();
      narrow.removeEventListener('change', turned);
    },
  };
}

/** What is not known goes last, whichever way it is sorted. */
function compare(a, b, sign) {
  const noA = a === null || a === undefined || Number.isNaN(a);
  const noB = b === null || b === undefined || Number.isNaN(b);
  if (noA || noB) return noA - noB;
  return sign * (a < b ? -1 : a > b ? 1 : 0);
}

/** A plain table for what fits on a page. */
export const simple = (caption, head, rows, more) => h('div.scroll', {tabindex: 0, role: 'region', 'aria-label': caption},
  h('table', more || {}, h('caption.sr', {}, caption),
    h('thead', {}, h('tr', {}, head.map((title) => h('th', {scope: 'col', class: title.number ? 'number' : null}, title.title || title)))),
    h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell, i) => h(i === 0 ? 'th' : 'td', {scope: i === 0 ? 'row' : null, class: head[i]?.number ? 'number' : null}, cell)))))));
