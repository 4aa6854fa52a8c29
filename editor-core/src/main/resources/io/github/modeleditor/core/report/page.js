/* The page: its sections in order. */

function summary() {
  const {model, time} = report.provenance;
  const parts = [model.name, time.slice(0, 16).replace('T', ' ') + ' UTC', count(facts.length, 'fact')];
  if (isEdit) {
    parts.push(
        count(training.steps, 'step') + ' in ' + count(training.epochs, 'epoch') + (training.stopped_early ? ', stopped early' : ''),
        fixed(training.train_seconds, 1) + ' s of training',
        'seed ' + report.provenance.method.training.seed);
  }
  if (isNumber(report.peak_rss_bytes)) {
    parts.push(fixed(report.peak_rss_bytes / 1e9, 2) + ' GB of memory at the peak');
  }
  return parts.join(' · ');
}

function tile(title, value, note, state) {
  return element('div', {class: 'tile'},
      element('h3', {}, title),
      element('p', {class: 'value ' + (state || '')}, value),
      element('p', {class: 'muted'}, note));
}

function change(before, after) {
  return [element('span', {class: 'was'}, fixed(before, 1)),
    element('span', {class: 'arrow', 'aria-hidden': 'true'}, ' → '), fixed(after, 1)];
}

function lead() {
  const tiles = [
    isNumber(report.after.score_generated)
        ? tile('Edit score, before and now', change(report.before.score_generated, report.after.score_generated),
            'generated, in percent; teacher-forced ' + fixed(report.before.score, 1) + ' → ' + fixed(report.after.score, 1))
        : tile('Edit score', 'none', 'not all of efficacy, generalization and locality were measured'),
    tile('Facts learned', number(learnedCount, 0) + ' of ' + number(facts.length, 0),
        'the model says the target of its own accord', learnedCount === facts.length ? 'good' : 'bad'),
  ];
  if (neighbourCount > 0) {
    tiles.push(tile('Neighbours broken', number(broken.length, 0) + ' of ' + number(neighbourCount, 0),
        'prompts near a fact that are answered worse now', broken.length === 0 ? 'good' : 'bad'));
  }
  if (report.harm) {
    tiles.push(restTile(report.harm));
  }
  return element('div', {class: 'tiles'}, tiles);
}

/** What a person should know before trusting the figures. */
function advice() {
  return report.advice.length === 0 ? null
      : element('ul', {class: 'advice'}, report.advice.map(sentence => element('li', {}, sentence)));
}

function counted(tally) {
  return number(tally.count, 0) + ' of ' + number(tally.of, 0);
}

function signed(value) {
  return (value > 0 ? '+' : '') + fixed(value, 1);
}

/** What became of the rest in one line. */
function restTile(harm) {
  const {perplexity, kl_divergence: divergence} = harm.general;
  const notes = [
    isNumber(harm.locality_change) ? 'locality ' + signed(harm.locality_change) : null,
    harm.neighbours_kept.of > 0 ? 'neighbours kept ' + counted(harm.neighbours_kept) : null,
    harm.mates_kept.of === 0 ? 'no relation mates'
        : (isNumber(harm.mates_true.before) ? 'mates ' + signed(harm.mates_true.after - harm.mates_true.before) + ', ' : 'mates ')
            + 'kept ' + counted(harm.mates_kept),
    'perplexity ' + fixed(perplexity.before, 1) + ' → ' + fixed(perplexity.after, 1),
  ];
  return tile('The rest, KL to what it was', precise(divergence), notes.filter(note => note !== null).join(' · '),
      harm.noticeable ? 'bad' : 'good');
}

function figureCells(name, scores = report) {
  return ['before', 'after'].map(side => element('td', {class: 'figure'}, fixed(scores[side][name], 1)));
}

function scoreTable(scores) {
  const kinds = [...KINDS, {metric: 'score', title: 'Edit score', meaning: 'harmonic mean of the first three'}];
  return element('table', {class: 'scores'},
      element('thead', {},
          element('tr', {},
              element('th', {scope: 'col', rowspan: 2}, 'Percent'),
              element('th', {scope: 'colgroup', colspan: 2}, 'Generated'),
              element('th', {scope: 'colgroup', colspan: 2}, 'Teacher-forced')),
          element('tr', {}, ['before', 'after', 'before', 'after'].map(title => element('th', {scope: 'col'}, title)))),
      element('tbody', {}, kinds
          .filter(kind => measured(kind.metric) || measured(kind.metric + '_generated'))
          .map(kind => element('tr', {class: kind.metric === 'score' ? 'total' : null},
              element('th', {scope: 'row'}, kind.title, element('div', {class: 'muted'}, kind.meaning)),
              figureCells(kind.metric + '_generated', scores), figureCells(kind.metric, scores)))));
}

/** Questions that went through the chat template were asked as plain text too. */
function formTables() {
  return Object.entries(report.other_forms).map(([form, scores]) => element('div', {},
      element('h3', {}, 'Asked ' + FORMS[form]), scrolling('Scores ' + FORMS[form], scoreTable(scores))));
}

function otherFigures() {
  const suffixes = [['_exact', 'all tokens right'], ['_token_accuracy', 'tokens right'], ['_magnitude', 'magnitude']];
  const rows = suffixes.flatMap(([suffix, title]) => KINDS
      .filter(kind => measured(kind.metric + suffix))
      .map(kind => element('tr', {},
          element('th', {scope: 'row'}, kind.title + ', ' + title), figureCells(kind.metric + suffix))));
  return rows.length === 0 ? null : element('details', {},
      element('summary', {}, 'More teacher-forced figures'),
      scrolling('More teacher-forced figures',
          element('table', {}, headings('Percent', 'before', 'after'), element('tbody', {}, rows))));
}

function scoresSection() {
  return section('scores', 'Scores',
      element('p', {class: 'muted'}, 'Generated: the model wrote the answer by itself, greedily; the figure to go by. '
          + 'Teacher-forced: each token was judged given the true tokens before it, as the papers do.'),
      facts.length === 0 ? null : scoreChart(),
      scrolling('Scores', scoreTable(report)), formTables(), otherFigures());
}

function trainingSection() {
  return section('training', 'Training',
      training.step_losses.length === 0 ? null : lossChart(),
      pairs([
        ['Steps', number(training.steps, 0) + ' in ' + count(training.epochs, 'epoch')
            + (training.stopped_early ? '; stopped early, as every fact was learned' : '')
            + (training.skipped_steps > 0 ? '; ' + number(training.skipped_steps, 0) + ' skipped, as gradients overflowed' : '')],
        ['Training texts', number(training.texts, 0) + ' in an epoch'
            + (training.skipped_texts > 0 ? '; left out ' + count(training.skipped_texts, 'time') + ', as they were known' : '')],
        ['Loss of the last epoch', precise(training.final_loss) + ' nats a target token'],
        ['Time', fixed(training.train_seconds, 1) + ' s of training, ' + fixed(training.total_seconds, 1) + ' s in all'],
        ['Speed', number(training.texts_per_second, 1) + ' texts a second'],
        ['Pass', 'at most ' + count(training.tokens_per_pass, 'token')
            + (training.halved_passes > 0 ? '; halved ' + count(training.halved_passes, 'time') + ', as memory ran out' : '')],
      ]));
}

function brokenSection() {
  if (neighbourCount === 0) {
    return section('broken', 'What broke', element('p', {}, 'No fact names a neighbour, so this was not measured.'));
  }
  if (broken.length === 0) {
    return section('broken', 'What broke',
        element('p', {}, 'Nothing: ' + count(neighbourCount, 'neighbour') + ' asked, none answered worse than before.'));
  }
  const body = element('tbody');
  const below = element('div', {class: 'more'});
  new Rows(body, below, ({fact, prompt}) => [element('tr', {},
      element('th', {scope: 'row'}, prompt.prompt,
          severalForms ? element('div', {class: 'muted'}, FORMS[prompt.form]) : null),
      element('td', {}, said(prompt.expected)),
      element('td', {}, said(prompt.before.completion)),
      element('td', {}, said(prompt.after.completion)),
      element('td', {class: 'figure'}, percentage(prompt.before.probability)),
      element('td', {class: 'figure'}, percentage(prompt.after.probability)),
      element('td', {class: 'edited'}, fact.prompt, ' ', said(fact.target)))]).show(broken);
  return section('broken', 'What broke',
      element('p', {class: 'muted'}, number(broken.length, 0) + ' of ' + count(neighbourCount, 'neighbour')
          + (broken.length === 1 ? ' is' : ' are') + ' answered worse than before the edit: generated, or teacher-forced '
          + 'only, where the model still says what it said. Probabilities are of what is expected, teacher-forced.'),
      scrolling('Broken neighbours', element('table', {class: 'broken'},
          headings('Neighbour', 'Expected', 'Said before', 'Says now', 'Probability before', 'Probability now', 'Edited fact'), body)),
      below);
}

/** What became of everything that the edit is not about. */
function restSection() {
  const harm = report.harm;
  if (!harm) {
    return null;
  }
  const tallies = [['Neighbours with the answer they had', harm.neighbours_kept], ['Mates with the answer they had', harm.mates_kept],
    ['Mates whose new target is more than twice as probable', harm.mates_doubled],
    ...(harm.negation ? [['Negated prompts whose new target is more than twice as probable', harm.negation.target_doubled]] : [])]
    .filter(([, tally]) => tally.of > 0);
  const negation = harm.negation === null ? [] : [
    ['Target said after a negation, percent', harm.negation.target_said_generated],
    ['New target affirmed when asked whether it is true, percent', harm.negation.affirmed],
    ['Old target denied when asked whether it is true, percent', harm.negation.denied],
  ];
  const changes = [
    ['Mates whose truth is likelier than the new target, percent', harm.mates_true, null], ...negation,
    ...[harm.general, ...harm.domains, harm.written].filter(texts => texts.texts > 0)
        .map(texts => ['Perplexity, ' + texts.domain.replaceAll('_', ' '), texts.perplexity, texts.kl_divergence]),
  ].filter(([, figure]) => isNumber(figure.before) || isNumber(figure.after));
  return section('rest', 'What became of the rest',
      harm.noticeable ? element('p', {}, verdict(false, 'The model around the facts has changed'), ': on texts that no fact is '
          + 'about its KL divergence from the unedited model is ' + precise(harm.general.kl_divergence) + ' nats a token. Lower the '
          + 'learning rate or the rank, train fewer epochs, or train other true facts beside these.') : null,
      pairs([
        ...tallies.map(([title, tally]) => [title, counted(tally)]),
        ...(harm.facts_without_subject > 0 ? [['Facts without a subject, and so without mates', number(harm.facts_without_subject, 0)]] : []),
      ]),
      scrolling('Drift', element('table', {}, headings('Figure', 'before', 'after', 'KL, nats'),
          element('tbody', {}, changes.map(([title, figure, divergence]) => element('tr', {},
              element('th', {scope: 'row'}, title),
              element('td', {class: 'figure'}, precise(figure.before)),
              element('td', {class: 'figure'}, precise(figure.after)),
              element('td', {class: 'figure'}, isNumber(divergence) ? precise(divergence) : '')))))),
      mateTable(harm.mates));
}

function mateTable(mates) {
  if (mates.length === 0) {
    return null;
  }
  const body = element('tbody');
  const below = element('div', {class: 'more'});
  new Rows(body, below, mate => [element('tr', {},
      element('th', {scope: 'row'}, mate.prompt, severalForms ? element('div', {class: 'muted'}, FORMS[mate.form]) : null),
      element('td', {}, said(mate.answer_before)),
      element('td', {}, said(mate.answer_after)),
      element('td', {}, verdict(mate.kept, mate.kept ? 'kept' : 'changed')),
      element('td', {}, mate.truth === null ? '–' : said(mate.truth)),
      element('td', {}, said(mate.target)),
      ...['before', 'after'].map(side => element('td', {class: 'figure'},
          percentage(Math.exp(-mate.target_negative_log_likelihood[side])))))]).show(mates);
  return element('details', {},
      element('summary', {}, count(mates.length, 'relation mate') + ': other subjects under the facts\u2019 templates'),
      scrolling('Relation mates', element('table', {class: 'mates'},
          headings('Mate', 'Said before', 'Says now', 'Answer', 'True', 'New target', 'Its probability before', 'Now'), body)),
      below);
}

function largeSection() {
  const effects = report.side_effects;
  const drift = effects.kl_divergences.filter(isNumber).sort((a, b) => a - b);
  const figures = [
    ['Fluency, bits', 'generated', effects.fluency_generated],
    ['Consistency, cosine', 'generated', effects.consistency_generated],
    ['Perplexity', 'teacher-forced', effects.perplexity],
    ['KL divergence, nats', 'teacher-forced', {before: null, after: effects.kl_divergence}],
    ['KL divergence of the median text, nats', 'teacher-forced', {before: null, after: median(drift)}],
    ['KL divergence of the text that drifted most, nats', 'teacher-forced', {before: null, after: drift[drift.length - 1]}],
    ['Multiple choice, percent', 'teacher-forced', effects.general_ability],
  ].filter(([, , figure]) => isNumber(figure.before) || isNumber(figure.after));
  if (figures.length === 0) {
    return null;
  }
  return section('large', 'The model at large',
      drift.length === 0 ? null : driftChart(drift),
      scrolling('The model at large', element('table', {}, headings('Figure', 'Sort', 'before', 'after'),
          element('tbody', {}, figures.map(([title, sort, figure]) => element('tr', {},
              element('th', {scope: 'row'}, title), element('td', {}, sort),
              element('td', {class: 'figure'}, precise(figure.before)),
              element('td', {class: 'figure'}, precise(figure.after))))))));
}

/** The leaves of an object, each with the names on the way to it; nothing for what is absent. */
function leaves(value, name) {
  if (value === null) {
    return [];
  }
  return typeof value !== 'object' ? [[name, String(value)]]
      : Object.entries(value).flatMap(([each, below]) => leaves(below, name === '' ? each : name + ' ' + each));
}

function manifestSection() {
  return section('manifest', 'Manifest',
      element('p', {class: 'muted'}, 'What this result came from, so that it can be had again.'),
      pairs([['report format', report.format + ' ' + report.format_version], ...leaves(report.provenance, '')]));
}

document.getElementById('summary').textContent = summary();
const sections = [
  scoresSection(), isEdit ? trainingSection() : null, factsSection(), brokenSection(), restSection(), largeSection(), manifestSection(),
].filter(each => each !== null);
document.getElementById('main').replaceChildren(...[lead(), advice(), ...sections].filter(each => each !== null));
document.getElementById('sections').append(...sections.map(each =>
    element('a', {href: '#' + each.id}, each.querySelector('h2').textContent)));
drawCharts();
followColours();
