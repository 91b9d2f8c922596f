/** What a configuration file may say of verify. Loaded only when there is one. */
import * as v from 'valibot';
import { ENGINES } from '../../../verify/container-engine.ts';
import { knownSettings } from '../../known-settings.ts';
import { OWN_OPTION, ownOption } from './own-options.ts';
import { DURATION, HTTP, MAX_JOBS, readDuration, readHttp } from './values.ts';

const texts = v.array(v.string());
const seconds = v.pipe(
  v.number(),
  v.check((value) => Number.isFinite(value) && value > 0, 'a number of seconds is expected'),
);
const duration = v.pipe(
  v.string(),
  v.check((text) => readDuration(text) !== null, `${DURATION} is expected`),
);

/** What valibot leaves out of an object without a word. */
const RESERVED = ['__proto__', 'prototype', 'constructor'];

function byName<V extends v.GenericSchema>(value: V) {
  return v.pipe(
    v.unknown(),
    v.check(
      (names) => typeof names !== 'object' || names === null || !RESERVED.some((name) => Object.hasOwn(names, name)),
      `other names than ${RESERVED.join(', ')} are expected`,
    ),
    v.record(v.string(), value),
  );
}

/** How builds and runs are done: of all Dockerfiles, or of one. */
const how = {
  buildArgs: v.optional(byName(v.string())),
  buildOptions: v.optional(
    v.pipe(
      texts,
      v.check(
        (options) => ownOption(options) === null,
        ({ input }) => `${ownOption(input)}: ${OWN_OPTION}`,
      ),
    ),
  ),
  runOptions: v.optional(texts),
  wait: v.optional(seconds),
};

const fileSchema = v.pipe(
  knownSettings({
    ...how,
    smoke: v.optional(v.string()),
    http: v.optional(
      v.pipe(
        v.string(),
        v.check((text) => readHttp(text) !== null, `${HTTP} is expected`),
      ),
    ),
    target: v.optional(v.string()),
    change: v.optional(v.string()),
    skip: v.optional(v.boolean()),
  }),
  v.check(({ smoke, http }) => smoke === undefined || http === undefined, 'smoke and http exclude each other'),
);

export const verifySchema = v.pipe(
  knownSettings({
    ...how,
    engine: v.optional(v.picklist(ENGINES)),
    builder: v.optional(v.string()),
    jobs: v.optional(
      v.pipe(
        v.number(),
        v.check((value) => Number.isInteger(value) && value >= 1 && value <= MAX_JOBS, `1 to ${MAX_JOBS} is expected`),
      ),
    ),
    timeout: v.optional(duration),
    files: v.optional(byName(fileSchema)),
  }),
  v.check(
    ({ engine = 'docker', builder }) => builder === undefined || engine === 'docker',
    'a builder is there for the engine docker only',
  ),
);

export type VerifyConfig = Readonly<v.InferOutput<typeof verifySchema>>;
/** What holds for the Dockerfiles that a key of `files` names. */
export type FileConfig = Readonly<v.InferOutput<typeof fileSchema>>;
