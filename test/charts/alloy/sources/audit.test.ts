import { AUDIT, type AuditSettings } from '../../../../charts/alloy/sources/audit';
import { problemText } from '../../../../charts/input/problems';
import { chartOf, component, objectsOf, regexOf, stages } from '../helpers';

const { config } = chartOf();

describe('the audit log', () => {
  const process = component(config, 'loki.process', 'audit');
  const head = regexOf(process, 'expression');

  test.each([
    ['type=SYSCALL msg=audit(1364481363.243:24287): arch=c000003e', 'SYSCALL', '1364481363.243', '24287'],
    ['node=ip-10-0-0-1 type=EOE msg=audit(1700000000.001:7): ', 'EOE', '1700000000.001', '7'],
  ])('trap 21: %s has the time of the event', (line, type, time, serial) => {
    expect(head.exec(line)?.groups).toEqual({ audit_type: type, audit_time: time, audit_serial: serial });
    expect(process).toContain('source = "audit_time"\n\t\tformat = "Unix"');
  });

  test.each([
    ['253402300800.000', undefined],
    ['1364481363243.1', undefined],
    ['99999999999999999999.9', undefined],
    ['1364481363.12345678901', undefined],
    ['-62135596801.0', undefined],
    ['soon', undefined],
    ['9999999999.999', '9999999999.999'],
  ])('a record of %s has no time that would make Alloy drop its batch', (number, time) => {
    const groups = head.exec(`type=USER msg=audit(${number}:7): msg='type=X msg=audit(1.2:3)'`)?.groups;
    expect(groups).toEqual({ audit_type: 'USER', audit_time: time, audit_serial: '7' });
  });
});

describe('settings of the audit log', () => {
  const configOf = (audit: AuditSettings): string => chartOf({ sources: { audit } }).config;

  test('records are joined by their serial number, after records are dropped by type', () => {
    const settings = configOf({ joinRecords: true, types: { keep: ['SYSCALL', 'USER_*'], drop: ['USER_CMD'] } });
    expect(stages(settings, 'audit')).toEqual([
      ...['match', 'match', 'regex', 'labels', 'multiline', 'timestamp', 'static_labels', 'structured_metadata'],
      'label_drop',
    ]);
    const first = regexOf(component(settings, 'loki.process', 'audit'), 'firstline');
    expect(first.test('node=ip-10-0-0-1 type=SYSCALL msg=audit(1.2:3): ')).toBe(true);
    expect(first.test('type=PATH msg=audit(1.2:3): name="type=SYSCALL "')).toBe(false);
  });

  test('another path is mounted', () => {
    const { volumes } = objectsOf({ sources: { audit: { path: '/data/audit/audit.log' } } }).DaemonSet.spec.template
      .spec;
    expect(volumes).toContainEqual(
      expect.objectContaining({ hostPath: { path: '/data/audit', type: 'DirectoryOrCreate' } }),
    );
  });

  test.each<[unknown, string]>([
    [{ types: { keep: ['syscall'] } }, 'audit.types.keep[0]: syscall is not a type of record'],
    [
      { types: { drop: ['SYSCALL', 'URINGOP'] }, joinRecords: true },
      'audit.joinRecords: true joins records to their SYSCALL',
    ],
    [{ types: { keep: ['USER_*'] }, joinRecords: true }, 'leave it out, or keep SYSCALL'],
    [{ types: { keep: ['1300'] } }, 'audit.types.keep[0]: 1300 is not a type of record'],
    [
      { types: { drop: ['CWD', '*'] }, joinRecords: true },
      'audit.types.drop[1]: * drops every record; narrow it, or write audit: false',
    ],
    [{ path: '/var/log/audit/*.log' }, 'audit.path: /var/log/audit/*.log is a pattern; name the file'],
  ])('%j is refused', (value, message) => {
    expect(AUDIT('audit', value).map(problemText).join('\n')).toContain(message);
  });
});
