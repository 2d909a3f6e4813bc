package io.zeitgeber.service.web;

import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.util.List;

/**
 * What is answered, and what every call goes through before: the one place where services and
 * interceptors meet, so that no way in (gRPC, HTTP) has fewer checks than another.
 *
 * @param interceptors the first one sees a call first
 */
public record Answering(List<BindableService> services, List<ServerInterceptor> interceptors) {

  public Answering {
    services = List.copyOf(services);
    interceptors = List.copyOf(interceptors);
  }

  /** To be added to a server. */
  public List<ServerServiceDefinition> definitions() {
    return services.stream().map(this::guarded).toList();
  }

  /** A service of the server's own, behind the same interceptors. */
  ServerServiceDefinition guarded(BindableService service) {
    return ServerInterceptors.interceptForward(service, interceptors);
  }
}
