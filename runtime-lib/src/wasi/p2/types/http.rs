//! Types of `wasi:http`. Written by `wasmc-wasi-bindings`.
#![allow(dead_code, unused_imports, unused_qualifications, reason = "whatever an interface has is here")]
#![allow(clippy::too_many_arguments, reason = "flat values are many")]

use crate::wasi::guest::Area;
use crate::wasi::p2::caller::{Caller, no_case};
use crate::wasi::p2::types;
use crate::wasi::p2::value::{Given, Lower, Resource};

/// `method`.
pub enum Method {
    /// `get`.
    Get,
    /// `head`.
    Head,
    /// `post`.
    Post,
    /// `put`.
    Put,
    /// `delete`.
    Delete,
    /// `connect`.
    Connect,
    /// `options`.
    Options,
    /// `trace`.
    Trace,
    /// `patch`.
    Patch,
    /// `other`.
    Other(Given<str>),
}

impl Lower for Method {
    const SIZE: u32 = 12;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        match self {
            Self::Get => area.put(0, 0u8.to_le_bytes()),
            Self::Head => area.put(0, 1u8.to_le_bytes()),
            Self::Post => area.put(0, 2u8.to_le_bytes()),
            Self::Put => area.put(0, 3u8.to_le_bytes()),
            Self::Delete => area.put(0, 4u8.to_le_bytes()),
            Self::Connect => area.put(0, 5u8.to_le_bytes()),
            Self::Options => area.put(0, 6u8.to_le_bytes()),
            Self::Trace => area.put(0, 7u8.to_le_bytes()),
            Self::Patch => area.put(0, 8u8.to_le_bytes()),
            Self::Other(value) => {
                area.put(0, 9u8.to_le_bytes());
                value.store(caller, area.skip(4));
            }
        }
    }
}

/// `scheme`.
pub enum Scheme {
    /// `HTTP`.
    Http,
    /// `HTTPS`.
    Https,
    /// `other`.
    Other(Given<str>),
}

impl Lower for Scheme {
    const SIZE: u32 = 12;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        match self {
            Self::Http => area.put(0, 0u8.to_le_bytes()),
            Self::Https => area.put(0, 1u8.to_le_bytes()),
            Self::Other(value) => {
                area.put(0, 2u8.to_le_bytes());
                value.store(caller, area.skip(4));
            }
        }
    }
}

/// `DNS-error-payload`.
pub struct DnsErrorPayload {
    /// `rcode`.
    pub rcode: Option<Given<str>>,
    /// `info-code`.
    pub info_code: Option<u16>,
}

impl Lower for DnsErrorPayload {
    const SIZE: u32 = 16;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        self.rcode.store(caller, area.skip(0));
        self.info_code.store(caller, area.skip(12));
    }
}

/// `TLS-alert-received-payload`.
pub struct TlsAlertReceivedPayload {
    /// `alert-id`.
    pub alert_id: Option<u8>,
    /// `alert-message`.
    pub alert_message: Option<Given<str>>,
}

impl Lower for TlsAlertReceivedPayload {
    const SIZE: u32 = 16;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        self.alert_id.store(caller, area.skip(0));
        self.alert_message.store(caller, area.skip(4));
    }
}

/// `field-size-payload`.
pub struct FieldSizePayload {
    /// `field-name`.
    pub field_name: Option<Given<str>>,
    /// `field-size`.
    pub field_size: Option<u32>,
}

impl Lower for FieldSizePayload {
    const SIZE: u32 = 20;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        self.field_name.store(caller, area.skip(0));
        self.field_size.store(caller, area.skip(12));
    }
}

/// `error-code`.
pub enum ErrorCode {
    /// `DNS-timeout`.
    DnsTimeout,
    /// `DNS-error`.
    DnsError(types::http::DnsErrorPayload),
    /// `destination-not-found`.
    DestinationNotFound,
    /// `destination-unavailable`.
    DestinationUnavailable,
    /// `destination-IP-prohibited`.
    DestinationIpProhibited,
    /// `destination-IP-unroutable`.
    DestinationIpUnroutable,
    /// `connection-refused`.
    ConnectionRefused,
    /// `connection-terminated`.
    ConnectionTerminated,
    /// `connection-timeout`.
    ConnectionTimeout,
    /// `connection-read-timeout`.
    ConnectionReadTimeout,
    /// `connection-write-timeout`.
    ConnectionWriteTimeout,
    /// `connection-limit-reached`.
    ConnectionLimitReached,
    /// `TLS-protocol-error`.
    TlsProtocolError,
    /// `TLS-certificate-error`.
    TlsCertificateError,
    /// `TLS-alert-received`.
    TlsAlertReceived(types::http::TlsAlertReceivedPayload),
    /// `HTTP-request-denied`.
    HttpRequestDenied,
    /// `HTTP-request-length-required`.
    HttpRequestLengthRequired,
    /// `HTTP-request-body-size`.
    HttpRequestBodySize(Option<u64>),
    /// `HTTP-request-method-invalid`.
    HttpRequestMethodInvalid,
    /// `HTTP-request-URI-invalid`.
    HttpRequestUriInvalid,
    /// `HTTP-request-URI-too-long`.
    HttpRequestUriTooLong,
    /// `HTTP-request-header-section-size`.
    HttpRequestHeaderSectionSize(Option<u32>),
    /// `HTTP-request-header-size`.
    HttpRequestHeaderSize(Option<types::http::FieldSizePayload>),
    /// `HTTP-request-trailer-section-size`.
    HttpRequestTrailerSectionSize(Option<u32>),
    /// `HTTP-request-trailer-size`.
    HttpRequestTrailerSize(types::http::FieldSizePayload),
    /// `HTTP-response-incomplete`.
    HttpResponseIncomplete,
    /// `HTTP-response-header-section-size`.
    HttpResponseHeaderSectionSize(Option<u32>),
    /// `HTTP-response-header-size`.
    HttpResponseHeaderSize(types::http::FieldSizePayload),
    /// `HTTP-response-body-size`.
    HttpResponseBodySize(Option<u64>),
    /// `HTTP-response-trailer-section-size`.
    HttpResponseTrailerSectionSize(Option<u32>),
    /// `HTTP-response-trailer-size`.
    HttpResponseTrailerSize(types::http::FieldSizePayload),
    /// `HTTP-response-transfer-coding`.
    HttpResponseTransferCoding(Option<Given<str>>),
    /// `HTTP-response-content-coding`.
    HttpResponseContentCoding(Option<Given<str>>),
    /// `HTTP-response-timeout`.
    HttpResponseTimeout,
    /// `HTTP-upgrade-failed`.
    HttpUpgradeFailed,
    /// `HTTP-protocol-error`.
    HttpProtocolError,
    /// `loop-detected`.
    LoopDetected,
    /// `configuration-error`.
    ConfigurationError,
    /// `internal-error`.
    InternalError(Option<Given<str>>),
}

impl Lower for ErrorCode {
    const SIZE: u32 = 32;
    const ALIGN: u32 = 8;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        match self {
            Self::DnsTimeout => area.put(0, 0u8.to_le_bytes()),
            Self::DnsError(value) => {
                area.put(0, 1u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
            Self::DestinationNotFound => area.put(0, 2u8.to_le_bytes()),
            Self::DestinationUnavailable => area.put(0, 3u8.to_le_bytes()),
            Self::DestinationIpProhibited => area.put(0, 4u8.to_le_bytes()),
            Self::DestinationIpUnroutable => area.put(0, 5u8.to_le_bytes()),
            Self::ConnectionRefused => area.put(0, 6u8.to_le_bytes()),
            Self::ConnectionTerminated => area.put(0, 7u8.to_le_bytes()),
            Self::ConnectionTimeout => area.put(0, 8u8.to_le_bytes()),
            Self::ConnectionReadTimeout => area.put(0, 9u8.to_le_bytes()),
            Self::ConnectionWriteTimeout => area.put(0, 10u8.to_le_bytes()),
            Self::ConnectionLimitReached => area.put(0, 11u8.to_le_bytes()),
            Self::TlsProtocolError => area.put(0, 12u8.to_le_bytes()),
            Self::TlsCertificateError => area.put(0, 13u8.to_le_bytes()),
            Self::TlsAlertReceived(value) => {
                area.put(0, 14u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
            Self::HttpRequestDenied => area.put(0, 15u8.to_le_bytes()),
            Self::HttpRequestLengthRequired => area.put(0, 16u8.to_le_bytes()),
            Self::HttpRequestBodySize(value) => {
                area.put(0, 17u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
            Self::HttpRequestMethodInvalid => area.put(0, 18u8.to_le_bytes()),
            Self::HttpRequestUriInvalid => area.put(0, 19u8.to_le_bytes()),
            Self::HttpRequestUriTooLong => area.put(0, 20u8.to_le_bytes()),
            Self::HttpRequestHeaderSectionSize(value) => {
                area.put(0, 21u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
            Self::HttpRequestHeaderSize(value) => {
                area.put(0, 22u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
            Self::HttpRequestTrailerSectionSize(value) => {
                area.put(0, 23u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
            Self::HttpRequestTrailerSize(value) => {
                area.put(0, 24u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
            Self::HttpResponseIncomplete => area.put(0, 25u8.to_le_bytes()),
            Self::HttpResponseHeaderSectionSize(value) => {
                area.put(0, 26u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
            Self::HttpResponseHeaderSize(value) => {
                area.put(0, 27u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
            Self::HttpResponseBodySize(value) => {
                area.put(0, 28u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
            Self::HttpResponseTrailerSectionSize(value) => {
                area.put(0, 29u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
            Self::HttpResponseTrailerSize(value) => {
                area.put(0, 30u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
            Self::HttpResponseTransferCoding(value) => {
                area.put(0, 31u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
            Self::HttpResponseContentCoding(value) => {
                area.put(0, 32u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
            Self::HttpResponseTimeout => area.put(0, 33u8.to_le_bytes()),
            Self::HttpUpgradeFailed => area.put(0, 34u8.to_le_bytes()),
            Self::HttpProtocolError => area.put(0, 35u8.to_le_bytes()),
            Self::LoopDetected => area.put(0, 36u8.to_le_bytes()),
            Self::ConfigurationError => area.put(0, 37u8.to_le_bytes()),
            Self::InternalError(value) => {
                area.put(0, 38u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
        }
    }
}

/// `header-error`.
pub enum HeaderError {
    /// `invalid-syntax`.
    InvalidSyntax,
    /// `forbidden`.
    Forbidden,
    /// `immutable`.
    Immutable,
}

impl Lower for HeaderError {
    const SIZE: u32 = 1;
    const ALIGN: u32 = 1;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        match self {
            Self::InvalidSyntax => area.put(0, 0u8.to_le_bytes()),
            Self::Forbidden => area.put(0, 1u8.to_le_bytes()),
            Self::Immutable => area.put(0, 2u8.to_le_bytes()),
        }
    }
}

/// `fields`.
#[derive(Clone, Copy)]
pub struct Fields(u32);

impl Resource for Fields {
    const TYPE: u32 = 4;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for Fields {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `incoming-request`.
#[derive(Clone, Copy)]
pub struct IncomingRequest(u32);

impl Resource for IncomingRequest {
    const TYPE: u32 = 8;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for IncomingRequest {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `outgoing-request`.
#[derive(Clone, Copy)]
pub struct OutgoingRequest(u32);

impl Resource for OutgoingRequest {
    const TYPE: u32 = 11;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for OutgoingRequest {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `request-options`.
#[derive(Clone, Copy)]
pub struct RequestOptions(u32);

impl Resource for RequestOptions {
    const TYPE: u32 = 13;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for RequestOptions {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `response-outparam`.
#[derive(Clone, Copy)]
pub struct ResponseOutparam(u32);

impl Resource for ResponseOutparam {
    const TYPE: u32 = 14;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for ResponseOutparam {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `incoming-response`.
#[derive(Clone, Copy)]
pub struct IncomingResponse(u32);

impl Resource for IncomingResponse {
    const TYPE: u32 = 9;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for IncomingResponse {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `incoming-body`.
#[derive(Clone, Copy)]
pub struct IncomingBody(u32);

impl Resource for IncomingBody {
    const TYPE: u32 = 7;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for IncomingBody {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `future-trailers`.
#[derive(Clone, Copy)]
pub struct FutureTrailers(u32);

impl Resource for FutureTrailers {
    const TYPE: u32 = 6;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for FutureTrailers {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `outgoing-response`.
#[derive(Clone, Copy)]
pub struct OutgoingResponse(u32);

impl Resource for OutgoingResponse {
    const TYPE: u32 = 12;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for OutgoingResponse {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `outgoing-body`.
#[derive(Clone, Copy)]
pub struct OutgoingBody(u32);

impl Resource for OutgoingBody {
    const TYPE: u32 = 10;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for OutgoingBody {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `future-incoming-response`.
#[derive(Clone, Copy)]
pub struct FutureIncomingResponse(u32);

impl Resource for FutureIncomingResponse {
    const TYPE: u32 = 5;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for FutureIncomingResponse {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}
