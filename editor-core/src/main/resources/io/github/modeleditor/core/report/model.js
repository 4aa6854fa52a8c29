/* The report's data, with what the page counts from them. */

const report = JSON.parse(document.getElementById('report').textContent);

const KINDS = [
  {metric: 'efficacy', title: 'Efficacy', meaning: 'the facts themselves', prompt: 'Fact'},
  {metric: 'generalization', title: 'Generalization', meaning: 'held-out paraphrases', prompt: 'Paraphrase'},
  {metric: 'locality', title: 'Locality', meaning: 'neighbours left alone', prompt: 'Neighbour'},
  {metric: 'portability', title: 'Portability', meaning: 'what follows from the facts', prompt: 'Consequence'},
];

const FORMS = {chat: 'as chat', plain: 'as plain text'};
const severalForms = Object.keys(report.other_forms).length > 0;

function kindOf(metric) {
  return KINDS.find(kind => kind.metric === metric);
}

function measured(name) {
  return isNumber(report.before[name]) || isNumber(report.after[name]);
}

/** How many of a fact's prompts of one kind, in the fact's own form, turned out well; null where there are none. */
function share(fact, metric, isGood) {
  const prompts = fact.prompts.filter(prompt => prompt.metric === metric && prompt.form === fact.form);
  return prompts.length === 0 ? null : {good: prompts.filter(isGood).length, of: prompts.length};
}

const facts = report.facts.map((fact, index) => ({
  index,
  prompt: fact.prompt,
  target: fact.target,
  before: fact.completion_before,
  after: fact.completion_after,
  prompts: fact.prompts,
  learned: fact.prompts[0].after.generated,
  paraphrases: share(fact, 'generalization', prompt => prompt.after.generated),
  neighbours: share(fact, 'locality', prompt => !prompt.broken),
  consequences: share(fact, 'portability', prompt => prompt.after.generated),
  search: [fact.prompt, fact.target, fact.completion_before, fact.completion_after].join('\n').toLowerCase(),
}));

const broken = facts.flatMap(fact =>
    fact.prompts.filter(prompt => prompt.broken).map(prompt => ({fact, prompt})));

const learnedCount = facts.filter(fact => fact.learned).length;
const neighbourCount = facts.reduce(
    (sum, fact) => sum + fact.prompts.filter(prompt => prompt.metric === 'locality').length, 0);
const training = report.training;
const isEdit = report.kind === 'edit';
