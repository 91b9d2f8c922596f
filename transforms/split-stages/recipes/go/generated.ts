/** Steps that write sources, or other files beside them. */
import type { App, Step } from '../../app.ts';

/** Sources: the tools' READMEs. */
const GENERATORS: ReadonlySet<string> = new Set(
  'protoc buf swag templ qtc easyjson wire sqlc mockgen ent gqlgen oapi-codegen swagger goa go-bindata go-bindata-assetfs statik packr packr2 rice pkger esc make'.split(
    ' ',
  ),
);

/** Whether a step in front of a build may make packages of the app. */
export function isGenerated({ steps }: App, build: Step): boolean {
  return steps.slice(0, steps.indexOf(build)).some(isGenerator);
}

/** Whether a step may write Go. */
export function isGenerator({ call: { name, args } }: Step): boolean {
  const verb = args[0]?.value;
  return (
    (name !== null && GENERATORS.has(name)) ||
    (name === 'go' && (verb === 'generate' || verb === 'run' || (verb === 'tool' && args[1]?.value !== 'cover')))
  );
}
