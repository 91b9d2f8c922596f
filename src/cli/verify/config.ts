/** What a configuration file may say of verify. Loaded only when there is one. */
import * as v from 'valibot';
import { ENGINES } from '../../verify/container-engine.ts';
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

/** How builds and runs are done: of all Dockerfiles, or of one. */
const how = {
  buildArgs: v.optional(v.record(v.string(), v.string())),
  buildOptions: v.optional(texts),
  runOptions: v.optional(texts),
  wait: v.optional(seconds),
};

const fileSchema = v.pipe(
  v.strictObject({
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
  v.strictObject({
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
    files: v.optional(v.record(v.string(), fileSchema)),
  }),
  v.check(
    ({ engine = 'docker', builder }) => builder === undefined || engine === 'docker',
    'a builder is there for the engine docker only',
  ),
);

export type VerifyConfig = Readonly<v.InferOutput<typeof verifySchema>>;
/** What holds for the Dockerfiles that a key of `files` names. */
export type FileConfig = Readonly<v.InferOutput<typeof fileSchema>>;
