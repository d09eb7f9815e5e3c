import { defineParameterType } from '@cucumber/cucumber';

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
