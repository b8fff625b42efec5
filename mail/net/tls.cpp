// Makes TLS contexts for our listeners and for the connections that we open.
#include "mail/net/tls.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <openssl/ssl.h>

namespace mail {

namespace ssl = boost::asio::ssl;

namespace {

TlsContext make_context(ssl::context::method method) {
    auto context = std::make_shared<ssl::context>(method);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    // Renegotiation is of no use in mail and costs the server more than the peer.
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    return context;
}

}  // namespace

config::Result<TlsContext> make_server_tls(const config::Tls& tls) {
    if (tls.certificate.empty()) return TlsContext();
    auto context = make_context(ssl::context::tls_server);
    boost::system::error_code error;
    context->use_certificate_chain_file(tls.certificate.string(), error);
    if (error) return config::permanent("Cannot read the certificate " + tls.certificate.string() + ": " + error.message());
    context->use_private_key_file(tls.key.string(), ssl::context::pem, error);
    if (error) {
        return config::permanent("Cannot use the key " + tls.key.string() + " with " + tls.certificate.string() + ": " +
                                 error.message());
    }
    if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
        return config::permanent("The key " + tls.key.string() + " is not that of " + tls.certificate.string());
    }
    return context;
}

config::Result<TlsContext> make_client_tls(const config::Tls& tls, bool verify, const std::string& host) {
    auto context = make_context(ssl::context::tls_client);
    if (!verify) {
        context->set_verify_mode(ssl::verify_none);
        return context;
    }
    boost::system::error_code error;
    if (tls.ca.empty()) {
        context->set_default_verify_paths(error);
    } else {
        context->load_verify_file(tls.ca.string(), error);
    }
    if (error) return config::permanent("Cannot read the CA certificates " + tls.ca.string() + ": " + error.message());
    context->set_verify_mode(ssl::verify_peer);
    context->set_verify_callback(ssl::host_name_verification(host));
    return context;
}

}  // namespace mail
