/** A command that is no runtime: of a package of the app, or of one that is installed globally. */
import { programFolders } from '../../../../src/app/lineage.ts';
import type { StartCall } from '../../../../src/app/start.ts';
import { handsOn } from '../../../../src/facts/app-programs.ts';
import { isPlainGlobal, isStaticServer, packageOfTool } from '../../../../src/facts/node-tools.ts';
import { absolute } from '../../../../src/project/copies.ts';
import type { App } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { ownerOf } from './packages.ts';
import { servedBy } from './served.ts';
import type { Needs } from './start-needs.ts';
import { type Subject, textOf } from './subject.ts';

/** They run what their own build made, and nothing else. */
const CLOSED = /^(?:next|remix-serve|react-router-serve)$/;

/** @returns whether it runs the app. */
export function readTool(
  app: App,
  subject: Subject,
  start: StartCall,
  words: readonly string[],
  needs: Needs,
): boolean | Refusal {
  const { name } = start;
  const owner = ownerOf(subject.manifest, name);
  const isLocal = start.file !== null || start.call.program.text.includes('node_modules/') || start.call.name === 'npx';
  const global = subject.globals.find(({ packages }) => packages.some((each) => nameOf(each) === packageOfTool(name)));
  if (owner !== null && (isLocal || (global === undefined && isOnPath(app)))) {
    needs.brings.add(name);
    if (owner.isDev) needs.development.add(owner.name);
    needs.isOpen ||= !isStaticServer(name) && !CLOSED.test(name);
    needs.isStaticOnly &&= isStaticServer(name);
    needs.isServedOnly = false;
    return isStaticServer(name) ? serve(app, name, words, needs) : true;
  }
  if (global === undefined) {
    // npx fetches it when it starts, as before.
    if (start.call.name === 'npx' && isStaticServer(name)) return serve(app, name, words, needs);
    // It may read and write what is served, or lead to another folder.
    if (!handsOn(name) && start.at?.keyword !== 'HEALTHCHECK') {
      needs.isServedOnly = false;
      needs.isStaticOnly = false;
      needs.isOpen ||= name === 'cd';
    }
    return false;
  }
  if (!global.packages.every((each) => isPlainGlobal(nameOf(each))))
    return refuse(
      { code: 'program-missing', program: name, image: app.base.reference, file: start.file, line: null },
      start.at ?? undefined,
    );
  needs.lines.add(`RUN ${textOf(global.step)}`);
  needs.brings.add(name);
  if (isStaticServer(name)) return serve(app, name, words, needs);
  needs.isServedOnly = false;
  needs.isStaticOnly = false;
  needs.isOpen = true;
  return true;
}

/** Whether PATH leads to the commands of the app's packages. */
function isOnPath({ doc, stage, final }: App): boolean {
  return programFolders(doc, stage).includes(absolute(`${final.workdir}/node_modules/.bin`));
}

function serve(app: App, tool: string, words: readonly string[], needs: Needs): true {
  const { folder, isConfigured } = servedBy(tool, words, app.final.workdir);
  if (isConfigured) needs.isStaticOnly = false;
  needs.served.push(folder);
  return true;
}

/** `serve@14` is serve. */
function nameOf(spec: string): string {
  return spec.replace(/(?<=.)@[^@/]*$/, '');
}
