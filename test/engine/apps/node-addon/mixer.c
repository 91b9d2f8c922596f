#include <node_api.h>

static napi_value mix(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value values[2], sum;
  double first = 0, second = 0;
  napi_get_cb_info(env, info, &count, values, NULL, NULL);
  napi_get_value_double(env, values[0], &first);
  napi_get_value_double(env, values[1], &second);
  napi_create_double(env, (first + second) / 2, &sum);
  return sum;
}

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "mix", NAPI_AUTO_LENGTH, mix, NULL, &function);
  return function;
}
