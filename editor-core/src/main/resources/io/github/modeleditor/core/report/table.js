/* Long tables: some rows first, more on demand. */

const ROWS_AT_ONCE = 100;

/** Shows items in the body of a table, the first hundred at once; a button below has more. */
class Rows {
  constructor(body, below, rowsOf) {
    this.body = body;
    this.below = below;
    this.rowsOf = rowsOf;
  }

  show(items) {
    this.items = items;
    this.shown = 0;
    this.body.replaceChildren();
    this.more(ROWS_AT_ONCE);
  }

  more(rows) {
    const next = this.items.slice(this.shown, this.shown + rows);
    this.body.append(...next.flatMap(this.rowsOf));
    this.shown += next.length;
    this.below.replaceChildren();
    const left = this.items.length - this.shown;
    if (left > 0) {
      this.below.append(
          element('span', {class: 'muted'}, number(this.shown, 0) + ' of ' + number(this.items.length, 0) + ' shown'),
          this.button('Show ' + Math.min(left, ROWS_AT_ONCE) + ' more', ROWS_AT_ONCE),
          left > ROWS_AT_ONCE ? this.button('Show all', left) : '');
    }
  }

  button(label, rows) {
    return element('button', {type: 'button', onclick: () => this.more(rows)}, label);
  }
}

function headings(...titles) {
  return element('thead', {}, element('tr', {}, titles.map(title =>
      typeof title === 'string' ? element('th', {scope: 'col'}, title) : title)));
}

function pairs(entries) {
  return element('table', {class: 'pairs'}, element('tbody', {}, entries.map(([name, value]) =>
      element('tr', {}, element('th', {scope: 'row'}, name), element('td', {}, value)))));
}
