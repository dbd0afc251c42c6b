//! Takes a loopback port, on every address family that the redirect's host can mean (S3, S4, S5).

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use usher_domain::profile::LoopbackHost;

use crate::error::EntraError;

const BACKLOG: u32 = 1024;
/// Ports tried until one is free on both families (S4).
const PORTS: u32 = 20;
/// Tries over a second when no port is free (S21).
const PAUSES: [Duration; 2] = [Duration::from_millis(500); 2];

/// Listening sockets of one port.
#[derive(Debug)]
pub(crate) struct Sockets {
    pub(super) v4: TcpListener,
    pub(super) v6: Option<TcpListener>,
    port: u16,
}

enum Sixth {
    Bound(TcpListener),
    /// The machine has no IPv6.
    Absent,
    /// Somebody else has that port there, and would get half of the answers.
    Taken,
}

impl Sockets {
    /// Binds and listens; the same sockets are served later.
    pub(crate) async fn bind(host: LoopbackHost) -> Result<Self, EntraError> {
        let mut pauses = PAUSES.iter();
        loop {
            if let Ok(sockets) = Self::try_bind(host) {
                return Ok(sockets);
            }
            let Some(pause) = pauses.next() else { return Err(EntraError::NoPort) };
            tokio::time::sleep(*pause).await;
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    fn try_bind(host: LoopbackHost) -> io::Result<Self> {
        for _ in 0..PORTS {
            let v4 = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
            let port = v4.local_addr()?.port();
            let v6 = match host {
                LoopbackHost::Ipv4 => Sixth::Absent,
                LoopbackHost::Localhost => bind_sixth(port)?,
            };
            match v6 {
                Sixth::Bound(v6) => return Ok(Self { v4, v6: Some(v6), port }),
                Sixth::Absent => return Ok(Self { v4, v6: None, port }),
                Sixth::Taken => {}
            }
        }
        Err(ErrorKind::AddrInUse.into())
    }
}

fn bind_sixth(port: u16) -> io::Result<Sixth> {
    if TcpSocket::new_v6().is_err() {
        return Ok(Sixth::Absent);
    }
    match listen(SocketAddr::from((Ipv6Addr::LOCALHOST, port))) {
        Ok(listener) => Ok(Sixth::Bound(listener)),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Ok(Sixth::Taken),
        Err(error) if error.kind() == ErrorKind::AddrNotAvailable => Ok(Sixth::Absent),
        Err(error) => Err(error),
    }
}

/// Without `SO_REUSEADDR` and `SO_REUSEPORT`, which `TcpListener::bind` may set.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

    use tokio::net::TcpSocket;
    use usher_domain::profile::LoopbackHost;

    use super::Sockets;

    #[tokio::test]
    async fn a_port_is_taken_on_both_families_for_localhost_and_shared_with_nobody() {
        let sockets = Sockets::bind(LoopbackHost::Localhost).await.unwrap();
        let machine_has_v6 = std::net::TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();

        assert_eq!(sockets.v6.is_some(), machine_has_v6);
        for address in [
            SocketAddr::from((Ipv4Addr::LOCALHOST, sockets.port())),
            SocketAddr::from((Ipv6Addr::LOCALHOST, sockets.port())),
        ] {
            let rival = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }.unwrap();
            rival.set_reuseaddr(true).unwrap();
            let taken = rival.bind(address).and_then(|()| rival.listen(1));

            assert!(taken.is_err(), "{address}");
        }
    }

    #[tokio::test]
    async fn only_loopback_addresses_are_bound() {
        let sockets = Sockets::bind(LoopbackHost::Ipv4).await.unwrap();

        assert!(sockets.v4.local_addr().unwrap().ip().is_loopback());
        assert!(sockets.v6.is_none());
    }
}
