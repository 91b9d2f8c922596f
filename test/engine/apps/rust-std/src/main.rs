use std::io::{Read, Write};
use std::net::TcpListener;

const UNIT: &str = "letters";

fn main() -> std::io::Result<()> {
    let port = std::env::var("PORT").unwrap_or_else(|_| "7000".to_string());
    let listener = TcpListener::bind(format!("0.0.0.0:{port}"))?;
    for stream in listener.incoming() {
        let mut stream = stream?;
        let mut buffer = [0; 4096];
        let length = stream.read(&mut buffer)?;
        let request = String::from_utf8_lossy(&buffer[..length]);
        let path = request.split(' ').nth(1).unwrap_or("/");
        let body = format!("{} {UNIT}", path.len() - 1);
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
    }
    Ok(())
}
