/* Does on a report what a person does, and notes what is shown. Separators are characters that no text has. */
'use strict';
addEventListener('load', () => {
  const all = selector => [...document.querySelectorAll(selector)];
  const text = selector => all(selector).map(each => each.innerText).join(' ');
  const factRows = () => all('table.facts > tbody > tr:not(.prompts)');
  const numbers = () => factRows().map(row => row.querySelector('.toggle').innerText.trim());
  const press = selector => document.querySelector(selector).click();
  const isDrawn = canvas => {
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    return new Set(new Uint32Array(pixels.buffer)).size > 20;
  };
  const notes = [];
  const note = (name, value) => notes.push(name + '\u241f' + value);

  note('sections', all('main > section').map(each => each.id).join(' '));
  note('summary', text('#summary'));
  note('tiles', text('.tile'));
  ['scores', 'broken', 'rest', 'large', 'manifest'].forEach(id => note(id, text('#' + id)));
  note('charts', all('canvas').map(each => each.id + (isDrawn(each) ? ' drawn' : ' empty')).join(', '));
  note('images', all('img').length);
  note('numbers', numbers().join(', '));
  note('rows', factRows().length);
  note('first', document.querySelector('table.facts > tbody th').textContent);

  all('#facts .more button').slice(-1).forEach(button => button.click());
  note('rows of all', factRows().length);

  press('table.facts > tbody > tr:last-child .toggle');
  note('opened', text('.prompts'));
  press('table.facts > tbody > tr:nth-last-child(2) .toggle');
  note('closed', all('table.facts > tbody > tr').length);

  const sorting = () => document.querySelector('[aria-sort]:has([data-sort=learned])').getAttribute('aria-sort');
  press('[data-sort=learned]');
  note('sorted by learned', numbers().slice(0, 3).join(', ') + ' ' + sorting());
  press('[data-sort=learned]');
  note('sorted again', numbers().slice(0, 3).join(', ') + ' ' + sorting());
  press('.filters button:nth-child(2)');
  note('not learned', numbers().join(', '));
  press('.filters button:nth-child(3)');
  note('broke a neighbour', numbers().join(', '));
  press('.filters button:nth-child(1)');
  const search = document.getElementById('search');
  search.value = 'PROMPT 11';
  search.dispatchEvent(new Event('input'));
  note('search', numbers().join(', ') + ': ' + text('#facts [role=status]'));
  note('address', location.hash);

  const seen = document.createElement('pre');
  seen.id = 'seen';
  seen.textContent = notes.join('\u241e');
  document.body.append(seen);
});
