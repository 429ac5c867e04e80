// The three addresses every installation answers: /health, /ready and /metrics.

#pragma once

#include <functional>

#include "base/result.h"
#include "http/metrics.h"
#include "http/router.h"

namespace huimin::http {

/// Whether the parts the server needs answer. Asked on the threads for blocking work.
using Ready = std::function<Result<Done>()>;

/// /health: the process lives; needs no login, answers in overload and tells nothing else. /ready: `ready` holds, or
/// 503 with http.not_ready and no more detail. /metrics: Prometheus text. `metrics` must outlive the router. The
/// routes' `access` are "health", "ready" and "metrics", for the guard to decide.
void add_health(Router&, Metrics& metrics, Ready ready);

} // namespace huimin::http
