'use strict';

const $ = id => document.getElementById(id);
const TOKEN = 'modeleditor-token';
const AUTHOR = 'modeleditor-author';
let model = '';
let shown = null;
let job = null;
let askedForm = 'plain';
let tokenHeld = '';

// The link that the server prints has the token behind the #, which no browser sends anywhere.
const linked = new URLSearchParams(location.hash.slice(1)).get('token');
if (linked) {
  sessionStorage.setItem(TOKEN, linked);
  history.replaceState(null, '', location.pathname);
}
tokenHeld = sessionStorage.getItem(TOKEN) || '';

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: {Authorization: 'Bearer ' + tokenHeld, ...(body ? {'Content-Type': 'application/json'} : {})},
    body: body ? JSON.stringify(body) : undefined,
  }).catch(() => { throw new Error('The server does not answer. Is it running?'); });
  if (!response.ok) {
    if (response.status === 401) askForToken();
    const error = await response.json().catch(() => ({}));
    throw new Error(error.error?.message || 'The server answered ' + response.status + '.');
  }
  return response;
}

const json = async (method, path, body) => (await call(method, path, body)).json();

/** Server-sent events, by fetch: EventSource cannot show a token. */
async function* events(method, path, body) {
  const reader = (await call(method, path, body)).body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    rest += value;
    const blocks = rest.split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const event = {name: 'message', data: ''};
      for (const line of block.split('\n')) {
        if (line.startsWith('event: ')) event.name = line.slice(7);
        if (line.startsWith('data: ')) event.data += line.slice(6);
      }
      if (event.data) yield event;
    }
  }
}

function askForToken() {
  $('desk').hidden = true;
  $('entry').hidden = false;
  $('token').focus();
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

async function guarded(errorId, buttons, action) {
  $(errorId).textContent = '';
  buttons.forEach(button => { button.disabled = true; });
  try {
    await action();
  } catch (failure) {
    $(errorId).textContent = failure.message;
  } finally {
    buttons.forEach(button => { button.disabled = false; });
  }
}

const form = () => document.querySelector('input[name=form]:checked').value;

/** What a version says, told piece by piece. */
async function say(version, question, tell) {
  const chat = askedForm === 'chat';
  const request = {model: model + version, stream: true, max_tokens: chat ? 200 : 24};
  if (chat) request.messages = [{role: 'user', content: question}];
  else Object.assign(request, {prompt: question, stop: '\n'});
  let said = '';
  for await (const event of events('POST', chat ? 'v1/chat/completions' : 'v1/completions', request)) {
    if (event.data === '[DONE]') break;
    const piece = JSON.parse(event.data);
    if (piece.error) throw new Error(piece.error.message);
    said += piece.choices[0]?.text ?? piece.choices[0]?.delta?.content ?? '';
    tell(said);
  }
  return said;
}

async function ask(question, how) {
  askedForm = how;
  $('asked').textContent = question;
  $('said').textContent = ' …';
  $('unedited').textContent = '…';
  $('answer').hidden = false;
  const start = how === 'chat' ? '\n' : '';
  try {
    $('said').textContent = start + await say('', question, said => { $('said').textContent = start + said; }) || ' (nothing)';
    $('unedited').textContent = await say('@0', question, said => { $('unedited').textContent = said; }) || '(nothing)';
  } catch (failure) {
    $('answer').hidden = true;
    throw failure;
  }
}

$('ask-form').addEventListener('submit', event => {
  event.preventDefault();
  guarded('ask-error', [event.submitter].filter(Boolean), () => {
    $('correct').hidden = true;
    $('wrong').setAttribute('aria-expanded', 'false');
    return ask($('question').value, form());
  });
});

$('wrong').addEventListener('click', () => {
  $('correct').hidden = false;
  $('wrong').setAttribute('aria-expanded', 'true');
  $('target').focus();
});

const lines = id => $(id).value.split('\n').map(line => line.trim()).filter(Boolean);

function fact() {
  const made = {prompt: $('asked').textContent.trim(), target: $('target').value.trim(), form: askedForm};
  const paraphrases = lines('paraphrases');
  if (paraphrases.length) made.held_out_paraphrases = paraphrases;
  const neighbours = lines('neighbours').map(line => {
    const at = line.lastIndexOf('=');
    if (at < 1 || !line.slice(at + 1).trim()) throw new Error('“' + line + '” is no prompt = answer.');
    return {prompt: line.slice(0, at).trim(), target: line.slice(at + 1).trim()};
  });
  if (neighbours.length) made.locality = neighbours;
  return made;
}

$('correct-form').addEventListener('submit', event => {
  event.preventDefault();
  guarded('correct-error', [event.submitter].filter(Boolean), async () => {
    localStorage.setItem(AUTHOR, $('author').value);
    const added = await json('POST', 'edits', {
      facts: [fact()],
      author: $('author').value,
      reason: $('reason').value,
      on_conflict: $('supersede').checked ? 'supersede' : 'reject',
    });
    $('correct').hidden = true;
    $('wrong').setAttribute('aria-expanded', 'false');
    await watch(added);
  });
});

const PHASES = {
  augmenting: 'Making texts around it', preserving: 'Noting what the model says elsewhere',
  measuring_before: 'Asking the unedited model', preparing: 'Building the gradients', training: 'Training',
  measuring_after: 'Asking the edited model',
};

async function watch(begun) {
  job = begun;
  const losses = [];
  $('result').hidden = true;
  $('training').hidden = false;
  $('line').setAttribute('points', '');
  $('bar').removeAttribute('value');
  $('phase').textContent = 'Waiting for its turn';
  $('training-title').focus();
  history_();
  let last = begun;
  for await (const event of events('GET', 'edits/' + begun.id + '/events')) {
    const data = JSON.parse(event.data);
    if (event.name === 'state') {
      last = data;
      if (data.state === 'running') $('phase').textContent = data.kind === 'revert' ? 'Taking it back' : 'Beginning';
    } else if (event.name === 'progress') {
      const text = PHASES[data.phase] || data.phase;
      if ($('phase').textContent !== text) $('phase').textContent = text;
      if (data.total > 0) $('bar').value = data.done / data.total;
      else $('bar').removeAttribute('value');
    } else if (event.name === 'step') {
      losses.push(data.loss);
      draw(losses);
    }
  }
  $('training').hidden = true;
  job = null;
  await history_();
  if (last.state === 'done' && !$('answer').hidden) await ask($('asked').textContent, askedForm);
  if (last.state === 'done' && last.edit) await show(last.edit, true);
  else if (last.state === 'failed') {
    $('correct').hidden = begun.kind !== 'append';
    throw new Error(last.message || 'It failed.');
  }
}

function draw(losses) {
  const most = Math.max(...losses);
  const across = Math.max(1, losses.length - 1);
  $('line').setAttribute('points',
    losses.map((loss, i) => (300 * i / across).toFixed(1) + ',' + (58 - 56 * loss / most).toFixed(1)).join(' '));
}

$('stop').addEventListener('click', () => {
  if (job) guarded('history-error', [$('stop')], () => json('DELETE', 'edits/' + job.id));
});

const KINDS = [
  ['fact', 'The correction'], ['paraphrase', 'In other words'], ['neighbour', 'What must stay'],
  ['consequence', 'What follows from it'], ['other', 'The same asked about others'],
];

function mark(prompt) {
  if (prompt.kind === 'neighbour' || prompt.kind === 'other') {
    return prompt.broken ? element('span', '✗ changed', 'bad') : element('span', '✓ as before', 'good');
  }
  return prompt.said ? element('span', '✓ said', 'good') : element('span', '✗ not said', 'bad');
}

function cell(name, content) {
  const made = element('td');
  made.dataset.name = name;
  made.append(content);
  return made;
}

async function show(edit, fresh) {
  const found = await json('GET', 'edits/' + edit);
  shown = found;
  const prompts = [...(found.outcome?.prompts || []),
    ...(found.outcome?.others || []).map(other => ({...other, kind: 'other'}))];
  $('prompts').replaceChildren();
  for (const [kind, title] of KINDS) {
    const rows = prompts.filter(prompt => prompt.kind === kind);
    if (!rows.length) continue;
    const head = element('tr');
    const name = element('th', title);
    name.colSpan = 4;
    name.scope = 'rowgroup';
    head.append(name);
    $('prompts').append(head);
    for (const prompt of rows) {
      const row = element('tr');
      row.append(cell('', prompt.prompt), cell('Before', prompt.before.trim()), cell('After', prompt.after.trim()),
        cell('', mark(prompt)));
      $('prompts').append(row);
    }
  }
  const own = prompts.filter(prompt => prompt.kind === 'fact');
  const learned = own.filter(prompt => prompt.said).length;
  const broken = prompts.filter(prompt => prompt.broken).length;
  const asked = prompts.filter(prompt => prompt.kind === 'neighbour' || prompt.kind === 'other').length;
  $('verdict').textContent = (learned === own.length ? 'The model says it now. ' : 'The model does not say it yet. ')
    + (asked ? broken + ' of ' + asked + ' other answers changed.' : 'Nothing else was asked.');
  $('verdict').className = learned === own.length && !broken ? 'good' : '';
  $('advice').textContent = (found.outcome?.advice || []).join(' ');
  $('keep').textContent = fresh ? 'Keep it' : 'Close';
  $('back').hidden = found.state !== 'in_effect';
  $('result').hidden = false;
  $('result-title').textContent = 'Before and after: ' + edit;
  $('result-title').focus();
}

$('keep').addEventListener('click', () => {
  $('result').hidden = true;
  $('question').focus();
});
$('back').addEventListener('click', () => revert(shown.id, $('back')));

/** The report needs the token, so it is fetched, and opened from memory. */
$('report').addEventListener('click', event => {
  event.preventDefault();
  guarded('history-error', [], async () => {
    const html = await (await call('GET', 'edits/' + shown.id + '/report')).blob();
    const link = document.createElement('a');
    link.href = URL.createObjectURL(html);
    link.download = 'report-' + shown.id + '.html';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
});

function revert(edit, button) {
  return guarded('history-error', [button], async () => {
    const begun = await json('POST', 'edits/' + edit + '/revert',
      {author: $('author').value || localStorage.getItem(AUTHOR) || '', reason: 'taken back on the page'});
    await watch(begun);
    $('history-title').scrollIntoView({block: 'nearest'});
  });
}

const when = time => new Date(time).toLocaleString([], {dateStyle: 'medium', timeStyle: 'short'});
const by = entry => (entry.author || 'somebody') + ', ' + when(entry.time ?? entry.created)
  + (entry.reason ? ': ' + entry.reason : '');

async function history_() {
  const found = await json('GET', 'edits');
  $('standing').textContent = model + ', version ' + found.current.version
    + (found.current.facts ? ': ' + found.current.said + ' of ' + found.current.facts + ' corrections said' : '')
    + (found.current.rest ? ', ' + found.current.rest : '');
  const entries = found.jobs.filter(each => each.state !== 'done').reverse().map(jobEntry)
    .concat(found.edits.reverse().map(editEntry));
  $('history').replaceChildren(...entries);
  $('empty').hidden = entries.length > 0;
}

function jobEntry(each) {
  const entry = element('li');
  entry.append(element('p', each.kind === 'append' ? each.prompt + ' → ' + each.target : 'Take back ' + each.reverts, 'what'),
    element('p', each.state + ' · ' + by(each) + (each.message ? ' — ' + each.message : ''), 'quiet'));
  if (each.state === 'queued' || each.state === 'running') {
    const row = element('div', undefined, 'row');
    const watching = element('button', 'Watch', 'second');
    watching.addEventListener('click', () => guarded('history-error', [watching], () => watch(each)));
    row.append(watching);
    entry.append(row);
  }
  return entry;
}

function editEntry(edit) {
  const entry = element('li', undefined, edit.state);
  const more = edit.facts > 1 ? ' and ' + (edit.facts - 1) + ' more' : '';
  entry.append(element('p', (edit.first.prompt || edit.id) + ' → ' + (edit.first.target || '') + more
      + (edit.state === 'in_effect' && edit.first.state === 'superseded' ? ' (superseded)' : ''), 'what'),
    element('p', edit.id + ' · ' + by(edit), 'quiet'));
  if (edit.reverted) entry.append(element('p', 'Taken back by ' + by(edit.reverted), 'quiet'));
  const row = element('div', undefined, 'row');
  const look = element('button', 'Before and after', 'second');
  look.setAttribute('aria-label', 'Before and after of ' + edit.id);
  look.addEventListener('click', () => guarded('history-error', [look], () => show(edit.id, false)));
  row.append(look);
  if (edit.state === 'in_effect') {
    const undo = element('button', 'Undo', 'second');
    undo.setAttribute('aria-label', 'Undo ' + edit.id);
    undo.addEventListener('click', () => revert(edit.id, undo));
    row.append(undo);
  }
  entry.append(row);
  return entry;
}

async function begin() {
  const found = await json('GET', 'page/model');
  model = found.model;
  document.title = model + ' · ModelEditor';
  if (found.chat === false) {
    document.querySelector('input[value=chat]').disabled = true;
    $('forms').hidden = true;
  }
  $('author').value = localStorage.getItem(AUTHOR) || '';
  $('entry').hidden = true;
  $('desk').hidden = false;
  await history_();
  $('question').focus();
}

$('token-form').addEventListener('submit', event => {
  event.preventDefault();
  tokenHeld = $('token').value.trim();
  sessionStorage.setItem(TOKEN, tokenHeld);
  begin().catch(failure => { alert(failure.message); });
});

if (tokenHeld) begin().catch(failure => { $('standing').textContent = failure.message; });
else askForToken();
