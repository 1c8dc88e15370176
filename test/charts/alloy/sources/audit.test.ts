import { chartOf, component, regexOf } from '../helpers';

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
