import { defineParameterType } from '@cucumber/cucumber';
import { fieldNamed, partNamed } from '../journey/field-names';

/** A user by the name that the features give them: two to four Chinese characters. */
defineParameterType({
  name: 'user',
  regexp: /[小老阿][\u4e00-\u9fff]{1,2}/,
  transformer: (name: string) => name,
});

/** A template by its name: four Chinese characters; one that does not exist is named by the step that looks for it. */
defineParameterType({
  name: 'template',
  regexp: /[\u4e00-\u9fff]{4}/,
  transformer: (name: string) => name,
});

/** A share in per cent, as a number from 0 to 1. */
defineParameterType({
  name: 'share',
  regexp: /(\d+(?:\.\d+)?) ?%/,
  transformer: (percent: string) => Number(percent) / 100,
});

/** A field of a request, by its own name or by that of the features, e.g. `tenant name`. */
defineParameterType({
  name: 'field',
  regexp: /[a-zA-Z][\w -]*/,
  transformer: fieldNamed,
  useForSnippets: false,
});

/** A part of an envelope as the features call it, e.g. `message info`. */
defineParameterType({
  name: 'part',
  regexp: /[a-z][a-z ]*/,
  transformer: partNamed,
  useForSnippets: false,
});

/** A value in the notation of tables, or what is sent as it stands; read when it is known for whom. */
defineParameterType({
  name: 'value',
  regexp: /.+/,
  transformer: (notation: string) => notation,
  // It would take in every step that nobody knows yet.
  useForSnippets: false,
});
