const { types } = require('node:util');

/** Makes errors of a test file, which have other globals, errors of the process too: `expect` compares them as such. */
const isInstance = Error[Symbol.hasInstance];
Object.defineProperty(Error, Symbol.hasInstance, {
  value(error) {
    return isInstance.call(this, error) || (this === Error && types.isNativeError(error));
  },
});

/** Frames of a stack trace that is for no error. */
const FRAMES = 2;

// CDK takes a stack trace of every construct, an eighth of the time of a synthesis.
const { captureStackTrace } = Error;
Error.captureStackTrace = (target, ...rest) => {
  if (target instanceof Error) return captureStackTrace(target, ...rest);
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  captureStackTrace(target, ...rest);
  Error.stackTraceLimit = limit;
};
