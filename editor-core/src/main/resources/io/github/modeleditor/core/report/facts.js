/* The table of facts. What is shown stands behind the # of the address, so that a view can be linked to. */

const COLUMNS = [
  {name: 'fact', title: '#', value: fact => fact.index, always: true},
  {name: 'prompt', title: 'Prompt', value: fact => fact.prompt.toLowerCase()},
  {name: 'target', title: 'Target', value: fact => fact.target.trim().toLowerCase()},
  {name: 'before', title: 'Said before', value: fact => fact.before.trim().toLowerCase()},
  {name: 'after', title: 'Says now', value: fact => fact.after.trim().toLowerCase()},
  {name: 'learned', title: 'Learned', value: fact => Number(fact.learned)},
  {name: 'paraphrases', title: 'Paraphrases hit', value: fact => ratio(fact.paraphrases), share: true},
  {name: 'neighbours', title: 'Neighbours kept', value: fact => ratio(fact.neighbours), share: true},
  {name: 'consequences', title: 'Consequences hit', value: fact => ratio(fact.consequences), share: true},
].filter(column => !column.share || facts.some(fact => fact[column.name] !== null));

const FILTERS = [
  {name: 'all', title: 'All', keeps: () => true},
  {name: 'missed', title: 'Not learned', keeps: fact => !fact.learned},
  {name: 'broke', title: 'Broke a neighbour', keeps: fact => ratio(fact.neighbours) < 1},
];

function ratio(share) {
  return share === null ? NaN : share.good / share.of;
}

/** Up or down; what has no value comes last either way. */
function compare(column, descending) {
  return (one, other) => {
    const [a, b] = [column.value(one), column.value(other)];
    if (Number.isNaN(a) || Number.isNaN(b)) {
      return Number.isNaN(a) - Number.isNaN(b) || one.index - other.index;
    }
    const order = typeof a === 'string' ? a.localeCompare(b) : a - b;
    return (descending ? -order : order) || one.index - other.index;
  };
}

function readView() {
  const asked = new URLSearchParams(location.hash.slice(1));
  return {
    filter: FILTERS.find(filter => filter.name === asked.get('filter')) || FILTERS[0],
    column: COLUMNS.find(column => column.name === asked.get('sort')) || COLUMNS[0],
    descending: asked.get('order') === 'down',
    text: asked.get('text') || '',
  };
}

function writeView(view) {
  location.replace('#' + new URLSearchParams({
    filter: view.filter.name,
    sort: view.column.name,
    order: view.descending ? 'down' : 'up',
    text: view.text,
  }));
}

function factsSection() {
  let view = readView();
  const change = changed => {
    view = {...view, ...changed};
    writeView(view);
    refresh();
  };
  const filters = FILTERS.map(filter => element('button', {type: 'button', onclick: () => change({filter})},
      filter.title + ' ', element('span', {class: 'count'}, number(facts.filter(filter.keeps).length, 0))));
  const search = element('input', {
    type: 'search', id: 'search', placeholder: 'Prompt, target or answer', oninput: () => change({text: search.value}),
  });
  const status = element('p', {class: 'muted', role: 'status'});
  const heads = COLUMNS.map(column => element('th', {scope: 'col'},
      element('button', {type: 'button', class: 'sort', 'data-sort': column.name, onclick: () => change({
        column, descending: view.column === column && !view.descending,
      })}, column.title)));
  const body = element('tbody');
  const below = element('div', {class: 'more'});
  const rows = new Rows(body, below, factRow);
  const refresh = () => {
    filters.forEach((button, index) => button.setAttribute('aria-pressed', FILTERS[index] === view.filter));
    heads.forEach((head, index) => head.setAttribute('aria-sort',
        COLUMNS[index] !== view.column ? 'none' : view.descending ? 'descending' : 'ascending'));
    if (search.value !== view.text) {
      search.value = view.text;
    }
    const text = view.text.trim().toLowerCase();
    const kept = facts.filter(fact => view.filter.keeps(fact) && fact.search.includes(text));
    status.textContent = kept.length === facts.length ? count(facts.length, 'fact')
        : number(kept.length, 0) + ' of ' + count(facts.length, 'fact');
    rows.show(kept.sort(compare(view.column, view.descending)));
  };
  addEventListener('hashchange', () => {
    if (location.hash.includes('=')) {
      view = readView();
      refresh();
    }
  });
  refresh();
  return section('facts', 'Facts',
      element('div', {class: 'controls'},
          element('div', {class: 'filters', role: 'group', 'aria-label': 'Which facts'}, filters),
          element('label', {class: 'search'}, element('span', {}, 'Search'), search)),
      status,
      scrolling('Facts', element('table', {class: 'facts'}, headings(...heads), body)),
      below);
}

function factRow(fact) {
  const id = 'prompts-' + fact.index;
  const toggle = element('button', {
    type: 'button', class: 'toggle', 'aria-expanded': 'false', 'aria-controls': id,
    'aria-label': 'Prompts of fact ' + (fact.index + 1), onclick: () => {
      const opens = toggle.getAttribute('aria-expanded') === 'false';
      toggle.setAttribute('aria-expanded', opens);
      if (opens) {
        row.after(element('tr', {id, class: 'prompts'}, element('td', {colspan: COLUMNS.length}, promptTable(fact))));
      } else {
        row.nextElementSibling.remove();
      }
    },
  }, number(fact.index + 1, 0));
  const cells = {
    fact: toggle,
    prompt: fact.prompt,
    target: said(fact.target),
    before: said(fact.before),
    after: said(fact.after),
    learned: verdict(fact.learned, fact.learned ? 'learned' : 'not learned'),
    paraphrases: shareText(fact.paraphrases),
    neighbours: shareText(fact.neighbours),
    consequences: shareText(fact.consequences),
  };
  const row = element('tr', {}, COLUMNS.map(column => column.name === 'prompt'
      ? element('th', {scope: 'row'}, cells.prompt)
      : element('td', {class: column.share ? 'figure' : column.name}, cells[column.name])));
  return [row];
}

function shareText(share) {
  return share === null ? element('span', {class: 'muted'}, '–')
      : element('span', {class: share.good < share.of ? 'bad' : null}, share.good + ' of ' + share.of);
}

function promptTable(fact) {
  return element('table', {class: 'nested'},
      element('caption', {}, 'Every prompt of this fact. Probabilities are of what is expected, teacher-forced.'),
      headings('Kind', 'Prompt', 'Expected', 'Said before', 'Says now', 'Result', 'Probability before', 'Probability now'),
      element('tbody', {}, fact.prompts.map(prompt => element('tr', {},
          element('td', {}, kindOf(prompt.metric).prompt,
              prompt.group ? element('div', {class: 'muted'}, prompt.group) : null,
              severalForms ? element('div', {class: 'muted'}, FORMS[prompt.form]) : null),
          element('th', {scope: 'row'}, prompt.prompt),
          element('td', {}, said(prompt.expected)),
          element('td', {}, said(prompt.before.completion)),
          element('td', {}, said(prompt.after.completion)),
          element('td', {}, result(prompt)),
          element('td', {class: 'figure'}, percentage(prompt.before.probability)),
          element('td', {class: 'figure'}, percentage(prompt.after.probability))))));
}

function result(prompt) {
  return prompt.metric === 'locality'
      ? verdict(!prompt.broken, prompt.broken ? 'broken' : 'kept')
      : verdict(prompt.after.generated, prompt.after.generated ? 'hit' : 'missed');
}

function percentage(probability) {
  return isNumber(probability) ? fixed(100 * probability, 1) + ' %' : '–';
}
