FROM ubuntu:20.04
MAINTAINER ops@example.org

ENV DEBIAN_FRONTEND noninteractive
ENV JAVA_HOME /usr/lib/jvm/java-11-openjdk-amd64

RUN apt-get -y update \
    && apt-get -y upgrade \
    && apt-get -y install openjdk-11-jdk maven \
    && apt-get -y install curl vim \
    && mkdir -p /opt/tomcat \
    && curl -sSL https://archive.apache.org/dist/tomcat/tomcat-9/v9.0.89/bin/apache-tomcat-9.0.89.tar.gz -o /tmp/tomcat.tar.gz \
    && tar xzf /tmp/tomcat.tar.gz -C /opt/tomcat --strip-components=1 \
    && rm /tmp/tomcat.tar.gz \
    && rm -rf /var/lib/apt/lists/*

ADD . /build
RUN cd /build && mvn -q package && cp target/shop.war /opt/tomcat/webapps/ROOT.war

EXPOSE 8080
CMD ["/opt/tomcat/bin/catalina.sh", "run"]
