import { regionFault, regionProblem } from '../../../charts/endpoint/object-store';

test.each(['us-east-1', 'eu-west-1', 'us-gov-west-1', 'cn-north-1'])('Loki stores in %s', (region) => {
  expect(regionFault(region)).toBeUndefined();
  expect(regionProblem(region)).toBeUndefined();
});

test('Loki takes a region that it does not know for another, so it is refused', () => {
  expect(regionFault('us-east-9')).toEqual({
    wrong: 'is not a region that loki 3.7.6 can store in',
    fix: "write one such as 'us-east-1'",
  });
  expect(regionProblem('us-east-9')).toBe(
    "is not a region that loki 3.7.6 can store in; write one such as 'us-east-1'",
  );
});
