/** Folder of this library, with a separator at its end. */
const ROOT = __dirname.replace(/charts[\\/]input$/, '');

/** True for a line of a stack that is a place in the user's own code. */
function isUsers(frame: string): boolean {
  if (!/^\s+at /.test(frame) || /\bnode:|[\\/]node_modules[\\/]/.test(frame)) return false;
  const [, inLibrary] = frame.split(ROOT);
  return inLibrary === undefined || !/^(charts|lib|bin|dist)[\\/]/.test(inLibrary);
}

/** Lines of a stack that are places in the user's own code, after those of this library. */
export const usersFrames = (stack: string): string[] => stack.split('\n').filter(isUsers);
