/* Elements and numbers. What the report says goes in as text, never as HTML. */

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === 'onclick' || name === 'oninput') {
      made.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? '' : String(value));
    }
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined));
  return made;
}

function section(id, title, ...children) {
  return element('section', {id, 'aria-labelledby': id + '-title'},
      element('h2', {id: id + '-title'}, title), ...children);
}

/** A table that scrolls in its own box, also by keyboard. */
function scrolling(label, table) {
  return element('div', {class: 'scroll', role: 'region', tabindex: 0, 'aria-label': label}, table);
}

function isNumber(value) {
  return typeof value === 'number' && Number.isFinite(value);
}

function number(value, decimals = 2) {
  return isNumber(value)
      ? value.toLocaleString('en-US', {minimumFractionDigits: 0, maximumFractionDigits: decimals})
      : '–';
}

function fixed(value, decimals) {
  return isNumber(value)
      ? value.toLocaleString('en-US', {minimumFractionDigits: decimals, maximumFractionDigits: decimals})
      : '–';
}

/** Small figures keep two digits that say something. */
function precise(value) {
  return isNumber(value) ? String(Number(value.toPrecision(3))) : '–';
}

/** The middle of sorted values; undefined where there are none. */
function median(sorted) {
  const half = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(half)] : (sorted[half - 1] + sorted[half]) / 2;
}

function count(value, thing) {
  return number(value, 0) + ' ' + thing + (value === 1 ? '' : 's');
}

/** What a model said or should say. */
function said(text) {
  const stripped = (text || '').trim();
  return stripped === ''
      ? element('span', {class: 'muted'}, '(nothing)')
      : element('span', {class: 'said'}, stripped);
}

function verdict(good, words) {
  return element('span', {class: good ? 'verdict good' : 'verdict bad'}, words);
}
