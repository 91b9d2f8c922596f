use std::io::{Read, Write};
use std::net::TcpListener;

fn main() {
    let port = std::env::var("PORT").unwrap_or_else(|_| "7000".to_string());
    let listener = TcpListener::bind(format!("0.0.0.0:{}", port)).expect("the port is free");
    for stream in listener.incoming() {
        let mut stream = stream.expect("a caller");
        let mut request = [0; 1024];
        let length = stream.read(&mut request).unwrap_or(0);
        let head = String::from_utf8_lossy(&request[..length]);
        let path = head.split_whitespace().nth(1).unwrap_or("/").to_string();
        let answer = format!("carried to {}", &path[1..]);
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}", answer.len(), answer);
    }
}
