import type { OpenFgaNameTemplate } from '../../../common/templates/openfga-names.js';
import { parseNameTemplate } from '../../../common/templates/name-template.js';
import { OPENFGA_NAMES } from '../../../common/templates/openfga-names.js';
import type { OpenFgaConfig } from '../../config/index.js';
import type { AuthorizationRequest } from '../../runtime/index.js';
import type { Denial } from '../decisions/engine.js';
import { renderNames } from './render-names.js';

/** A relationship tuple that holds for one check only. */
export interface ContextualTuple {
  readonly user: string;
  readonly relation: string;
  readonly object: string;
}

/** What OpenFGA is asked: has the user every one of these relations to the object? */
export interface RelationCheck {
  readonly user: string;
  readonly object: string;
  readonly relations: readonly string[];
  readonly tuples: readonly ContextualTuple[];
}

/** Limits of the OpenFGA API: a tuple with a longer name cannot exist. Bytes, which are characters after encoding. */
const MAX_USER_LENGTH = 512;
const MAX_OBJECT_LENGTH = 256;
/** Limit of the OpenFGA server for one check. */
const MAX_TUPLES = 100;

interface TupleTemplate {
  readonly user: OpenFgaNameTemplate;
  readonly relation: string;
  readonly object: OpenFgaNameTemplate;
}

/** Puts requests into the words of an OpenFGA model, as the configuration of a bucket says. */
export class RelationCheckBuilder {
  readonly #relations: ReadonlyMap<string, readonly string[]>;
  readonly #user: OpenFgaNameTemplate;
  readonly #object: OpenFgaNameTemplate;
  readonly #tuples: readonly TupleTemplate[];

  constructor({ relations, user, object, contextual_tuples }: OpenFgaConfig) {
    this.#relations = new Map(Object.entries(relations));
    this.#user = parsed(user);
    this.#object = parsed(object);
    this.#tuples = contextual_tuples.map((tuple) => ({
      user: parsed(tuple.user),
      relation: tuple.relation,
      object: parsed(tuple.object),
    }));
  }

  build(request: AuthorizationRequest): RelationCheck | Denial {
    const relations = this.#relations.get(request.action);
    if (relations === undefined) return denied(`no relation is configured for the action ${request.action}`);
    const user = onlyName(this.#user, request);
    if (user === undefined || user.length > MAX_USER_LENGTH) return denied('the caller has no name in the model');
    const object = onlyName(this.#object, request);
    if (object === undefined || object.length > MAX_OBJECT_LENGTH) return denied('the object has no name in the model');
    const tuples = this.#tuples.flatMap((template) => tuplesOf(template, request));
    if (tuples.length > MAX_TUPLES) return denied(`the claims make more than ${MAX_TUPLES} tuples`);
    return { user, object, relations, tuples };
  }
}

/** A tuple whose claim is missing is not there: it says something about callers who have the claim. */
function tuplesOf({ user, relation, object }: TupleTemplate, request: AuthorizationRequest): ContextualTuple[] {
  const objects = renderNames(object, request) ?? [];
  return (renderNames(user, request) ?? []).flatMap((name) =>
    objects.map((about) => ({ user: name, relation, object: about })),
  );
}

function onlyName(template: OpenFgaNameTemplate, request: AuthorizationRequest): string | undefined {
  const names = renderNames(template, request);
  return names?.length === 1 ? names[0] : undefined;
}

function parsed(text: string): OpenFgaNameTemplate {
  const template = parseNameTemplate(text, OPENFGA_NAMES);
  if (template === undefined) throw new Error(`"${text}" is no template: the configuration must have refused it`);
  return template;
}

function denied(reason: string): Denial {
  return { allow: false, reason };
}
