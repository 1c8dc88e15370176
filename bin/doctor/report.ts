import { visible } from '../../charts/input/show';
import type { Diagnosis, Finding, HopState } from '../../lib/live/doctor/diagnose';
import type { Snapshot, Unseen } from '../../lib/live/doctor/snapshot';
import { cut, type Output, styled, type Style, table, widthOf, wrap } from '../terminal/terminal';

const COLOURS: Readonly<Record<HopState, Style>> = {
  healthy: 'green',
  broken: 'red',
  impaired: 'yellow',
  unclear: 'dim',
};

/** The path, with the state of each part: a table that fits the output. */
function pathText({ hops, findings }: Diagnosis, output: Output): string {
  const width = widthOf(output);
  const rows = hops.map(({ name, title, state, unseen }) => {
    const [first] = findings.filter(({ hop }) => hop === name);
    const partly = unseen.length > 0 && state !== 'unclear' ? ' (not all of it was seen)' : '';
    return [name, state, `${first ? first.evidence : title}${partly}`];
  });
  const [head = '', ...lines] = table([['HOP', 'STATE', 'DETAILS'], ...rows], output).split('\n');
  return [
    cut(head, width),
    ...lines.map((line, index) => {
      const { state = 'healthy' } = hops[index] ?? {};
      const short = cut(line, width);
      return short.replace(new RegExp(`(?<=^\\S+ +)${state}`), (found) => styled(COLOURS[state], found, output));
    }),
  ].join('\n');
}

/** A finding: severity, evidence, cause and fix. */
function findingText({ hop, id, isMild, evidence, cause, fix }: Finding, output: Output): string {
  const width = widthOf(output);
  const head = `${styled(isMild ? 'yellow' : 'red', isMild ? 'warning' : 'error', output)} ${styled('bold', `${hop} ${id}`, output)}`;
  return [
    head,
    wrap(`  found: ${visible(evidence)}`, width),
    wrap(`  cause: ${visible(cause)}`, width),
    ...fix.map((step) => wrap(`  next: ${visible(step)}`, width)),
  ].join('\n');
}

/** Lines about facts that could not be read, each with the reason and the missing permission. */
function unseenText(unseen: readonly Unseen[], output: Output): string {
  const width = widthOf(output);
  const lines = unseen.map(({ what, why, needs }) => wrap(visible(`  ${what}: ${why}; needs ${needs}`), width));
  return [styled('bold', 'Could not be seen:', output), ...lines].join('\n');
}

/** The whole report. */
export function reportText(diagnosis: Diagnosis, { unseen, setup }: Snapshot, output: Output): string {
  const { findings } = diagnosis;
  const [first, ...others] = findings;
  const causes = others.filter(({ isConsequence }) => !isConsequence);
  const consequences = others.filter(({ isConsequence }) => isConsequence);
  const named = diagnosis.hops.flatMap((hop) => hop.unseen);
  const section = (title: string, of: readonly Finding[]): string[] =>
    of.length === 0 ? [] : ['', styled('bold', title, output), ...of.map((one) => findingText(one, output))];
  const shown = unseen.filter((one) => named.includes(one));
  return [
    pathText(diagnosis, output),
    ...section(
      first?.isMild ? 'No part of the path is broken. First:' : 'The first broken part:',
      first ? [first] : [],
    ),
    ...section('Besides:', causes),
    ...section('Follows from these:', consequences),
    ...(shown.length > 0 ? ['', unseenText(shown, output)] : []),
    ...(first ? [] : ['', verdict(diagnosis, setup.name)]),
  ].join('\n');
}

function verdict({ hops }: Diagnosis, environment: string): string {
  const name = visible(environment);
  const unseen = hops.filter(({ state }) => state === 'unclear').length;
  return unseen > 0
    ? `no fault of ${name} was found in ${hops.length - unseen} of ${hops.length} parts of the path; the others were not seen completely`
    : `no fault of ${name} was found`;
}

/** The report for programs. */
export function reportJson({ findings, hops }: Diagnosis, { setup, takenAt, unseen }: Snapshot): object {
  return {
    environment: setup.name,
    // What was not seen is not known to be healthy.
    healthy: hops.every(({ state }) => state === 'healthy'),
    takenAt,
    first: findings[0] ?? null,
    findings,
    hops: hops.map(({ name, state }) => ({ name, state })),
    unseen,
  };
}
