import { parseAlloy } from '../../../../../charts/alloy/language/parse';
import { alloyStagesFault } from '../../../../../lib/checks/read/alloy/own-stages';
import { stageFault } from '../../../../../lib/checks/read/alloy/stage-faults';

// Alloy 1.18.1 was run with each: it ends at once, although it finds most of them valid.
test.each([
  ['stage.json {\n expressions = { a = "b[" }\n}', 'has the expression b[, which is not one of JMESPath'],
  ['stage.json {\n source = ""\n expressions = { a = "b" }\n}', 'has an empty source'],
  ['stage.regex {\n expression = ""\n}', 'has an empty expression'],
  ['stage.output {\n source = ""\n}', 'has an empty source'],
  ['stage.template {\n source = ""\n template = "a"\n}', 'has an empty source'],
  ['stage.timestamp {\n source = "a"\n format = ""\n}', 'has an empty format'],
  [
    'stage.timestamp {\n source = "a"\n format = "RFC3339"\n location = "Mars/X"\n}',
    'has the location Mars/X, which is not a place in the time zone database',
  ],
  ['stage.multiline {\n firstline = "^a"\n max_wait_time = "0s"\n}', 'has no time in max_wait_time'],
  ['stage.cri {\n max_partial_lines = 0\n}', 'has no lines in max_partial_lines'],
  ['stage.label_keep {\n values = []\n}', 'names nothing in values'],
  ['stage.label_drop {\n values = []\n}', 'names nothing in values'],
  ['stage.structured_metadata_drop {\n values = []\n}', 'names nothing in values'],
  ['stage.windowsevent {\n source = ""\n}', "has the source '', which cannot be the name of a field"],
  ['stage.logfmt {\n mapping = { }\n}', 'extracts nothing from the line'],
  ['stage.limit {\n rate = 0\n burst = 5\n}', 'has the rate 0'],
  ['stage.limit {\n rate = 5\n burst = 0\n}', 'has the burst 0'],
  [
    'stage.limit {\n rate = 5\n burst = 5\n by_label_name = "app"\n}',
    'has by_label_name, and only lines that are dropped are counted by a label',
  ],
  ['stage.geoip {\n source = "ip"\n db = "/x"\n}', 'has neither db_type nor custom_lookups'],
  [
    'stage.geoip {\n source = "ip"\n db = "/x"\n db_type = "isp"\n}',
    'has db_type isp, which is not one of city, asn, country',
  ],
  ['stage.pattern {\n pattern = "a <_>"\n}', 'has the pattern a <_>, which names no field'],
  ['stage.pattern {\n pattern = "<a> <a>"\n}', 'has the pattern <a> <a>, which has <a> twice'],
  ['stage.pattern {\n pattern = "<a><b>"\n}', 'has the pattern <a><b>, which has two fields with nothing between them'],
  [
    'stage.metrics {\n metric.counter {\n  name = "a"\n  action = "set"\n }\n}',
    'has a metric.counter on line 2 that has action set, which is not one of inc, add',
  ],
  [
    'stage.metrics {\n metric.counter {\n  name = "a"\n  action = "inc"\n  match_all = true\n  value = "x"\n }\n}',
    'has a metric.counter on line 2 that has match_all and value',
  ],
  [
    'stage.metrics {\n metric.gauge {\n  name = "a"\n  action = "put"\n }\n}',
    'has a metric.gauge on line 2 that has action put, which is not one of set, inc, dec, add, sub',
  ],
  ['stage.truncate {\n rule {\n  limit = "0B"\n }\n}', 'has a rule on line 2 that has no size in limit'],
  [
    'stage.truncate {\n rule {\n  limit = "5KiB"\n  source_type = "line"\n  sources = ["a"]\n }\n}',
    'has a rule on line 2 that has sources of a line',
  ],
  [
    'stage.truncate {\n rule {\n  limit = "5KiB"\n  source_type = "foo"\n }\n}',
    'has a rule on line 2 that has source_type foo, which is not one of line, label, structured_metadata, extracted',
  ],
  ['stage.tenant {\n value = ""\n}', 'has none of label, source and value'],
  ['stage.drop {\n longer_than = "0B"\n}', 'has no condition for the lines to drop'],
])('a stage with which Alloy does not start: %j', (text, wrong) => {
  const [stage] = parseAlloy(text).blocks;
  expect(stage && stageFault(stage)?.[0]).toBe(wrong);
  expect(alloyStagesFault(text, 18)?.wrong).toContain(wrong);
});

// It runs with each of these.
test.each([
  'stage.label_drop {\n values = ["a"]\n}',
  'stage.pattern {\n pattern = "<a> <_> <b>"\n}',
  'stage.limit {\n rate = 5\n burst = 5\n by_label_name = "app"\n drop = true\n}',
  'stage.timestamp {\n source = "a"\n format = "RFC3339"\n location = "Europe/Berlin"\n}',
  'stage.logfmt {\n mapping = { a = "" }\n}',
  'stage.metrics {\n metric.counter {\n  name = "a"\n  action = "add"\n  match_all = true\n }\n}',
  'stage.truncate {\n rule {\n  limit = "5KiB"\n  source_type = "label"\n }\n}',
  'stage.replace {\n expression = "(a)"\n source = ""\n}',
  'stage.multiline {\n firstline = "^a"\n max_lines = 0\n}',
  'stage.tenant {\n value = ""\n source = "a"\n}',
  'stage.eventlogmessage { }',
  'stage.limit {\n rate = 0.5\n burst = 1\n}',
])('a stage with which Alloy starts: %j', (text) => {
  expect(alloyStagesFault(text, 18)).toBeUndefined();
});

test.each([
  [
    'stage.static_labels {\n values = { a = "x" + 1 }\n}',
    'has values on line 2, where it has a string and a number at + in "x" + 1',
  ],
  [
    'stage.static_labels {\n values = { a = sys.getenv("X") }\n}',
    'has values on line 2, where it has sys.getenv, which does not exist',
  ],
  ['stage.tenant {\n value = ["a"][0] == "a"\n}', 'has value on line 2, where ["a"][0] == "a" is a boolean'],
  ['stage.cri "x" { }', 'has stage.cri on line 1 with the label x'],
])('a stage that Alloy cannot evaluate: %j', (text, wrong) => {
  expect(alloyStagesFault(text, 18)?.wrong).toBe(wrong);
});

test.each([
  'stage.static_labels {\n values = { a = sys.env("X") + "-" + constants.os }\n}',
  'stage.static_labels {\n values = { a = string.format("%d", 5), b = local.file.zone.content }\n}',
  'stage.limit {\n rate = (5)\n burst = 2 ^ 4\n}',
])('a stage that Alloy evaluates: %j', (text) => {
  expect(alloyStagesFault(text, 18)).toBeUndefined();
});
