/** Prints the duration of all tests. */
export default function teardown(): void {
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1);
  const all = seconds(Date.now() - Number(process.env.LOCAL_AWS_STARTED));
  const install = seconds(Number(process.env.LOCAL_AWS_INSTALL));
  process.stdout.write(`\nnpm run e2e:aws: ${all} s in all, ${install} s of them for Python's packages\n`);
}
