#include "CKernels.h"
#include "dispatch.h"

LA_DISPATCH void la_sgd_step(float *weights, float *momentum, const float *gradient, float learning_rate, float mu,
                             float weight_decay, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    const float d = gradient[i] + weight_decay * weights[i];
    momentum[i] = mu * momentum[i] + d;
    weights[i] -= learning_rate * momentum[i];
  }
}
