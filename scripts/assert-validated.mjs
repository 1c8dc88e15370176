// Fails unless CDK's template validation ran and found nothing: a synthesis without validation would pass silently.
import { readFileSync } from 'node:fs';

const [, , file] = process.argv;
const { pluginReports } = JSON.parse(readFileSync(file, 'utf8'));
const report = pluginReports.find(({ pluginName }) => pluginName === 'CloudFormation Validate');
if (!report) throw new Error(`${file}: CDK's validation did not run; is CDK_VALIDATION set?`);
if (report.conclusion !== 'success' || report.violations.length > 0) {
  throw new Error(`${file}: ${JSON.stringify(report.violations, null, 2)}`);
}
console.log(`CDK's validation found nothing (${report.suppressedViolations?.length ?? 0} acknowledged with a reason)`);
